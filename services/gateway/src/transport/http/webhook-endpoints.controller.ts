import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { eventTypes } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import type { FastifyReply } from 'fastify';
import type { AddressRules } from '../../domain/address-rules.ts';
import type { EndpointRecord } from '../../domain/endpoint.ts';
import { ADDRESS_RULES, DELIVERIES, ENDPOINTS } from '../../tokens.ts';
import type { DeliveryStore } from '../../webhooks/delivery-store.ts';
import type { EndpointStore } from '../../webhooks/endpoint-store.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import {
  createdEndpoint,
  type DeliveryList,
  type DeliveryQuery,
  deliveryList,
  deliveryQuery,
  type EndpointAnswer,
  endpointAnswer,
  endpointList,
  endpointParams,
  type NewEndpointInput,
  newEndpoint,
} from './schemas.ts';

@Controller('v1/webhook-endpoints')
@ApiTags('Webhooks')
export class WebhookEndpointsController {
  readonly #endpoints: EndpointStore;
  readonly #deliveries: DeliveryStore;
  readonly #rules: AddressRules;

  constructor(
    @Inject(ENDPOINTS) endpoints: EndpointStore,
    @Inject(DELIVERIES) deliveries: DeliveryStore,
    @Inject(ADDRESS_RULES) rules: AddressRules,
  ) {
    this.#endpoints = endpoints;
    this.#deliveries = deliveries;
    this.#rules = rules;
  }

  @Post()
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'createWebhookEndpoint', summary: 'Sends events from now on to an address' })
  @Answers(201, 'The endpoint, with its secret', createdEndpoint)
  @Problems('invalid_request', 'conflict', 'too_large', 'unsupported_media_type', 'address_refused')
  async create(
    @Caller() { tenant }: Principal,
    @Body({ schema: newEndpoint }) body: NewEndpointInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EndpointAnswer & { secret: string }> {
    const url = this.#rules.checkUrl(body.url).href;
    const { record, secret } = await this.#endpoints.create(tenant, { ...body, url });
    reply.header('location', `/v1/webhook-endpoints/${record.id}`);
    return { ...answerOf(record), secret };
  }

  @Get()
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'listWebhookEndpoints', summary: 'All endpoints of the tenant, the oldest first' })
  @Answers(200, 'The endpoints', endpointList)
  async list(@Caller() { tenant }: Principal): Promise<{ endpoints: EndpointAnswer[] }> {
    return { endpoints: (await this.#endpoints.list(tenant)).map(answerOf) };
  }

  @Get(':id')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'getWebhookEndpoint', summary: 'One endpoint' })
  @Answers(200, 'The endpoint', endpointAnswer)
  @Problems('invalid_request', 'not_found')
  async get(@Caller() { tenant }: Principal, @Param({ schema: endpointParams }) { id }: { id: string }) {
    return answerOf(await this.#endpoints.get(tenant, id));
  }

  @Delete(':id')
  @HttpCode(204)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'deleteWebhookEndpoint', summary: 'Sends nothing more to an address' })
  @Answers(204, 'It is gone')
  @Problems('invalid_request', 'not_found')
  async delete(@Caller() { tenant }: Principal, @Param({ schema: endpointParams }) { id }: { id: string }) {
    await this.#endpoints.delete(tenant, id);
  }

  @Get(':id/deliveries')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'listWebhookDeliveries', summary: 'What was sent to an endpoint, and what it answered' })
  @Answers(200, 'One page of the log', deliveryList)
  @Problems('invalid_request', 'not_found')
  async deliveries(
    @Caller() { tenant }: Principal,
    @Param({ schema: endpointParams }) { id }: { id: string },
    @Query({ schema: deliveryQuery }) { limit, cursor }: DeliveryQuery,
  ): Promise<DeliveryList> {
    await this.#endpoints.get(tenant, id);
    const page = await this.#deliveries.list(tenant, id, limit, cursor);
    return {
      deliveries: page.deliveries.map(({ endpoint: _, ...delivery }) => delivery),
      ...(page.next && { next: page.next }),
    };
  }
}

/** Without the secret, which is shown once. */
function answerOf(record: EndpointRecord): EndpointAnswer {
  const { id, url, events = eventTypes, description, createdAt, disabledAt, disabledReason } = record;
  return {
    id,
    url,
    events: [...events],
    ...(description && { description }),
    status: disabledAt === undefined ? 'enabled' : 'disabled',
    createdAt,
    ...(disabledAt && { disabledAt }),
    ...(disabledReason && { disabledReason }),
  };
}
