import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { makeEvent, newId, WetreadError } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import type { JobQueues } from '@wetread/queues';
import { announce, type StudyStore } from '@wetread/studies';
import { liveKeys } from '../../domain/endpoint.ts';
import { isDisabled } from '../../domain/receiver.ts';
import { ENDPOINT_SWITCH, ENDPOINTS, QUEUES, STUDIES } from '../../tokens.ts';
import type { EndpointStore } from '../../webhooks/endpoint-store.ts';
import type { EndpointSwitch } from '../../webhooks/endpoint-switch.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import { endpointAnswerOf, shownAnswerOf } from './webhook-answers.ts';
import {
  type CreatedEndpoint,
  createdEndpoint,
  type EndpointAnswer,
  endpointAnswer,
  endpointParams,
  type KeyList,
  keyList,
  type RotationInput,
  rotation,
  sentEvent,
} from './webhook-schemas.ts';

/** Secrets, the switch and tests of an endpoint. */
@Controller('v1/webhook-endpoints/:id')
@ApiTags('Webhooks')
export class WebhookControlController {
  readonly #endpoints: EndpointStore;
  readonly #switch: EndpointSwitch;
  readonly #studies: StudyStore;
  readonly #queues: JobQueues;

  constructor(
    @Inject(ENDPOINTS) endpoints: EndpointStore,
    @Inject(ENDPOINT_SWITCH) endpointSwitch: EndpointSwitch,
    @Inject(STUDIES) studies: StudyStore,
    @Inject(QUEUES) queues: JobQueues,
  ) {
    this.#endpoints = endpoints;
    this.#switch = endpointSwitch;
    this.#studies = studies;
    this.#queues = queues;
  }

  @Get('keys')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'listWebhookKeys', summary: 'What signs the webhooks of an endpoint' })
  @Answers(200, 'The keys, without secrets', keyList)
  @Problems('invalid_request', 'not_found')
  async keys(
    @Caller() { tenant }: Principal,
    @Param({ schema: endpointParams }) { id }: { id: string },
  ): Promise<KeyList> {
    return { keys: liveKeys(await this.#endpoints.get(tenant, id)).map(({ secret: _, ...key }) => key) };
  }

  @Post('secret/rotate')
  @HttpCode(200)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'rotateWebhookSecret', summary: 'A new secret; for a time the old one signs beside it' })
  @Answers(200, 'The endpoint, with its new secret', createdEndpoint)
  @Problems('invalid_request', 'not_found', 'conflict', 'too_large', 'unsupported_media_type', 'overloaded')
  async rotate(
    @Caller() { tenant }: Principal,
    @Param({ schema: endpointParams }) { id }: { id: string },
    @Body({ schema: rotation.optional() }) body: RotationInput | undefined,
  ): Promise<CreatedEndpoint> {
    const { overlapSeconds } = body ?? rotation.parse({});
    return shownAnswerOf(await this.#endpoints.rotate(tenant, id, overlapSeconds * 1_000));
  }

  @Post('disable')
  @HttpCode(200)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'disableWebhookEndpoint', summary: 'Sends nothing for now; its events are kept' })
  @Answers(200, 'The endpoint', endpointAnswer)
  @Problems('invalid_request', 'not_found', 'overloaded')
  async disable(
    @Caller() { tenant }: Principal,
    @Param({ schema: endpointParams }) { id }: { id: string },
  ): Promise<EndpointAnswer> {
    await this.#switch.disable(tenant, id, 'manual');
    return endpointAnswerOf(await this.#endpoints.get(tenant, id));
  }

  @Post('enable')
  @HttpCode(200)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'enableWebhookEndpoint', summary: 'Sends again, first what was kept, the oldest first' })
  @Answers(200, 'The endpoint', endpointAnswer)
  @Problems('invalid_request', 'not_found', 'overloaded')
  async enable(
    @Caller() { tenant }: Principal,
    @Param({ schema: endpointParams }) { id }: { id: string },
  ): Promise<EndpointAnswer> {
    return endpointAnswerOf(await this.#switch.enable(tenant, id));
  }

  @Post('test')
  @HttpCode(202)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'testWebhookEndpoint', summary: 'Sends a test event to this endpoint alone' })
  @Answers(202, 'It is on its way', sentEvent)
  @Problems('invalid_request', 'not_found', 'conflict')
  async test(@Caller() { tenant }: Principal, @Param({ schema: endpointParams }) { id }: { id: string }) {
    if (isDisabled(await this.#endpoints.get(tenant, id))) {
      throw new WetreadError('conflict', 'The endpoint is disabled; enable it first.');
    }
    const event = makeEvent(tenant, 'endpoint.test', { endpoint: id, test: newId('test') });
    await announce(this.#studies, this.#queues, event);
    return { event: event.id };
  }
}
