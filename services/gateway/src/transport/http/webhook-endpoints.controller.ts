import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Principal, requireScope } from '@wetread/accounts';
import { Caller } from '@wetread/http';
import type { FastifyReply } from 'fastify';
import type { AddressRules } from '../../domain/address-rules.ts';
import { choosing, type EndpointRecord } from '../../domain/endpoint.ts';
import { ADDRESS_RULES, ENDPOINT_SWITCH, ENDPOINTS } from '../../tokens.ts';
import type { EndpointStore } from '../../webhooks/endpoint-store.ts';
import type { EndpointSwitch } from '../../webhooks/endpoint-switch.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import { endpointAnswerOf, shownAnswerOf } from './webhook-answers.ts';
import {
  type CreatedEndpoint,
  createdEndpoint,
  type EndpointAnswer,
  type EndpointPatch,
  endpointAnswer,
  endpointList,
  endpointParams,
  endpointPatch,
  type NewEndpointInput,
  newEndpoint,
} from './webhook-schemas.ts';

@Controller('v1/webhook-endpoints')
@ApiTags('Webhooks')
export class WebhookEndpointsController {
  readonly #endpoints: EndpointStore;
  readonly #switch: EndpointSwitch;
  readonly #rules: AddressRules;

  constructor(
    @Inject(ENDPOINTS) endpoints: EndpointStore,
    @Inject(ENDPOINT_SWITCH) endpointSwitch: EndpointSwitch,
    @Inject(ADDRESS_RULES) rules: AddressRules,
  ) {
    this.#endpoints = endpoints;
    this.#switch = endpointSwitch;
    this.#rules = rules;
  }

  @Post()
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'createWebhookEndpoint', summary: 'Sends events from now on to an address' })
  @Answers(201, 'The endpoint, with its secret', createdEndpoint)
  @Problems('invalid_request', 'conflict', 'too_large', 'unsupported_media_type', 'address_refused')
  async create(
    @Caller() caller: Principal,
    @Body({ schema: newEndpoint }) body: NewEndpointInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedEndpoint> {
    if (body.allowedRanges) requireScope(caller, 'admin');
    if (body.identifiers === 'original') requireScope(caller, 'identity');
    const url = this.#rules.withPrivate(body.allowedRanges ?? []).checkUrl(body.url).href;
    const shown = await this.#endpoints.create(caller.tenant, { ...body, url });
    reply.header('location', `/v1/webhook-endpoints/${shown.record.id}`);
    return shownAnswerOf(shown);
  }

  @Get()
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'listWebhookEndpoints', summary: 'All endpoints of the tenant, the oldest first' })
  @Answers(200, 'The endpoints', endpointList)
  async list(@Caller() { tenant }: Principal): Promise<{ endpoints: EndpointAnswer[] }> {
    return { endpoints: (await this.#endpoints.list(tenant)).map(endpointAnswerOf) };
  }

  @Get(':id')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'getWebhookEndpoint', summary: 'One endpoint' })
  @Answers(200, 'The endpoint', endpointAnswer)
  @Problems('invalid_request', 'not_found')
  async get(@Caller() { tenant }: Principal, @Param({ schema: endpointParams }) { id }: { id: string }) {
    return endpointAnswerOf(await this.#endpoints.get(tenant, id));
  }

  @Patch(':id')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'updateWebhookEndpoint', summary: 'Changes what is named, from the next attempt on' })
  @Answers(200, 'The endpoint', endpointAnswer)
  @Problems('invalid_request', 'not_found', 'too_large', 'unsupported_media_type', 'address_refused', 'overloaded')
  async update(
    @Caller() caller: Principal,
    @Param({ schema: endpointParams }) { id }: { id: string },
    @Body({ schema: endpointPatch }) body: EndpointPatch,
  ): Promise<EndpointAnswer> {
    const change = (before: EndpointRecord) => {
      const after = changed(before, body);
      // Whoever may point an endpoint into a private range is an admin, however the two come together.
      if (body.allowedRanges !== undefined || (body.url && before.allowedRanges)) requireScope(caller, 'admin');
      // Nor may who cannot see original identifiers have them sent where they like.
      if (after.identifiers === 'original' && (body.identifiers || body.url)) requireScope(caller, 'identity');
      return { ...after, url: this.#rules.withPrivate(after.allowedRanges ?? []).checkUrl(after.url).href };
    };
    return endpointAnswerOf(await this.#endpoints.update(caller.tenant, id, change));
  }

  @Delete(':id')
  @HttpCode(204)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'deleteWebhookEndpoint', summary: 'Sends nothing more to an address' })
  @Answers(204, 'It is gone')
  @Problems('invalid_request', 'not_found', 'overloaded')
  async delete(@Caller() { tenant }: Principal, @Param({ schema: endpointParams }) { id }: { id: string }) {
    await this.#endpoints.delete(tenant, id);
    // What was held for it goes too.
    await this.#switch.drain(tenant, id);
  }
}

/** What is `null` goes; what is not named stays. */
function changed(before: EndpointRecord, patch: EndpointPatch) {
  const { url, events, description, payload, allowedRanges, identifiers } = patch;
  const chosen = events === undefined ? before : choosing(before, events ?? undefined);
  const { description: oldDescription, allowedRanges: oldRanges, ...rest } = chosen;
  const newDescription = description === undefined ? oldDescription : description;
  const newRanges = allowedRanges === undefined ? oldRanges : allowedRanges;
  return {
    ...rest,
    ...(url !== undefined && { url }),
    ...(payload && { payload }),
    ...(identifiers && { identifiers }),
    ...(newDescription && { description: newDescription }),
    ...(newRanges && { allowedRanges: newRanges }),
  };
}
