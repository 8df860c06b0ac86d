import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { Caller } from '@wetread/http';
import type { JobQueues } from '@wetread/queues';
import type { StudyStore } from '@wetread/studies';
import { webhookWay } from '../../domain/way.ts';
import { DELIVERIES, ENDPOINTS, QUEUES, STUDIES } from '../../tokens.ts';
import type { DeliveryStore } from '../../webhooks/delivery-store.ts';
import type { EndpointStore } from '../../webhooks/endpoint-store.ts';
import { type DeliveryRef, findDelivery, type RedeliverDeps, redeliver } from '../../webhooks/redeliver.ts';
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

/** The log of an endpoint. */
@Controller('v1/webhook-endpoints/:id/deliveries')
@ApiTags('Webhooks')
export class WebhookDeliveriesController {
  readonly #deps: RedeliverDeps;

  constructor(
    @Inject(ENDPOINTS) endpoints: EndpointStore,
    @Inject(DELIVERIES) deliveries: DeliveryStore,
    @Inject(STUDIES) studies: StudyStore,
    @Inject(QUEUES) queues: JobQueues,
  ) {
    this.#deps = { endpoints, deliveries, studies, queues, way: webhookWay };
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
    await this.#deps.endpoints.get(tenant, id);
    const page = await this.#deps.deliveries.list(tenant, id, limit, cursor);
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
    return deliveryAnswerOf((await findDelivery(this.#deps, tenant, ref)).delivery);
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
    return deliveryAnswerOf((await redeliver(this.#deps, tenant, ref)).delivery);
  }
}
