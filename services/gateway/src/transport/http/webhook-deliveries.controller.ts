import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { type StoredEvent, WetreadError } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import type { JobQueues } from '@wetread/queues';
import type { StudyStore } from '@wetread/studies';
import type { DeliveryRecord } from '../../domain/delivery.ts';
import { isDisabled } from '../../domain/endpoint.ts';
import { DELIVERIES, ENDPOINTS, QUEUES, STUDIES } from '../../tokens.ts';
import type { DeliveryStore } from '../../webhooks/delivery-store.ts';
import type { EndpointStore } from '../../webhooks/endpoint-store.ts';
import { sendAnew } from '../../webhooks/resend.ts';
import { isTold } from '../../webhooks/study-events.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import { deliveryAnswerOf } from './webhook-answers.ts';
import {
  type DeliveryAnswer,
  type DeliveryList,
  type DeliveryQuery,
  deliveryAnswer,
  deliveryList,
  deliveryParams,
  deliveryQuery,
  endpointParams,
} from './webhook-schemas.ts';

interface DeliveryRef {
  readonly id: string;
  readonly event: string;
}

/** The log of an endpoint. */
@Controller('v1/webhook-endpoints/:id/deliveries')
@ApiTags('Webhooks')
export class WebhookDeliveriesController {
  readonly #endpoints: EndpointStore;
  readonly #deliveries: DeliveryStore;
  readonly #studies: StudyStore;
  readonly #queues: JobQueues;

  constructor(
    @Inject(ENDPOINTS) endpoints: EndpointStore,
    @Inject(DELIVERIES) deliveries: DeliveryStore,
    @Inject(STUDIES) studies: StudyStore,
    @Inject(QUEUES) queues: JobQueues,
  ) {
    this.#endpoints = endpoints;
    this.#deliveries = deliveries;
    this.#studies = studies;
    this.#queues = queues;
  }

  @Get()
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'listWebhookDeliveries', summary: 'What was sent to an endpoint, and what it answered' })
  @Answers(200, 'One page of the log', deliveryList)
  @Problems('invalid_request', 'not_found')
  async list(
    @Caller() { tenant }: Principal,
    @Param({ schema: endpointParams }) { id }: { id: string },
    @Query({ schema: deliveryQuery }) { limit, cursor }: DeliveryQuery,
  ): Promise<DeliveryList> {
    await this.#endpoints.get(tenant, id);
    const page = await this.#deliveries.list(tenant, id, limit, cursor);
    return { deliveries: page.deliveries.map(deliveryAnswerOf), ...(page.next && { next: page.next }) };
  }

  @Get(':event')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'getWebhookDelivery', summary: 'What came of one event at an endpoint' })
  @Answers(200, 'The delivery', deliveryAnswer)
  @Problems('invalid_request', 'not_found')
  async get(
    @Caller() { tenant }: Principal,
    @Param({ schema: deliveryParams }) ref: DeliveryRef,
  ): Promise<DeliveryAnswer> {
    await this.#endpoints.get(tenant, ref.id);
    return deliveryAnswerOf((await this.#find(tenant, ref)).delivery);
  }

  @Post(':event/redeliver')
  @HttpCode(202)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'redeliverWebhook', summary: 'Sends one event again now, under the same id' })
  @Answers(202, 'It is on its way', deliveryAnswer)
  @Problems('invalid_request', 'not_found', 'conflict')
  async redeliver(
    @Caller() { tenant }: Principal,
    @Param({ schema: deliveryParams }) ref: DeliveryRef,
  ): Promise<DeliveryAnswer> {
    if (isDisabled(await this.#endpoints.get(tenant, ref.id))) {
      throw new WetreadError('conflict', 'The endpoint is disabled; enable it first.');
    }
    const { event, delivery } = await this.#find(tenant, ref);
    if (!(await isTold(this.#studies, event))) throw notFound(ref);
    const { nextAttemptAt: _, ...now } = delivery;
    const due = await sendAnew({ deliveries: this.#deliveries, queues: this.#queues }, event, now);
    await this.#queues.hasten('webhook.deliver', { tenant, event: ref.event, endpoint: ref.id });
    return deliveryAnswerOf(due);
  }

  async #find(tenant: string, ref: DeliveryRef): Promise<{ event: StoredEvent; delivery: DeliveryRecord }> {
    const event = await this.#studies.findEvent(tenant, ref.event);
    const delivery = event && (await this.#deliveries.find(tenant, ref.id, event));
    if (!delivery) throw notFound(ref);
    return { event, delivery };
  }
}

const notFound = ({ id, event }: DeliveryRef): WetreadError =>
  new WetreadError('not_found', `Endpoint ${id} was sent no event ${event}.`);
