import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { Caller } from '@wetread/http';
import type { JobQueues } from '@wetread/queues';
import type { StudyStore } from '@wetread/studies';
import type { DestinationParts } from '../../destinations/destination-parts.ts';
import { pacsWay } from '../../domain/way.ts';
import { DELIVERIES, DESTINATIONS, QUEUES, STUDIES } from '../../tokens.ts';
import type { DeliveryStore } from '../../webhooks/delivery-store.ts';
import { type DeliveryRef, findDelivery, type RedeliverDeps, redeliver } from '../../webhooks/redeliver.ts';
import { destinationDeliveryOf } from './destination-answers.ts';
import {
  type DestinationDelivery,
  type DestinationDeliveryList,
  type DestinationDeliveryQuery,
  destinationDelivery,
  destinationDeliveryList,
  destinationDeliveryParams,
  destinationDeliveryQuery,
  destinationParams,
} from './destination-schemas.ts';
import { Answers, Keyed, Problems } from './documented.ts';

/** The log of a destination. */
@Controller('v1/destinations/:id/deliveries')
@ApiTags('Destinations')
export class DestinationDeliveriesController {
  readonly #deps: RedeliverDeps;

  constructor(
    @Inject(DESTINATIONS) { store: endpoints }: DestinationParts,
    @Inject(DELIVERIES) deliveries: DeliveryStore,
    @Inject(STUDIES) studies: StudyStore,
    @Inject(QUEUES) queues: JobQueues,
  ) {
    this.#deps = { endpoints, deliveries, studies, queues, way: pacsWay };
  }

  @Get()
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'listDestinationDeliveries', summary: 'What was sent to a PACS, and what it answered' })
  @Answers(200, 'One page of the log', destinationDeliveryList)
  @Problems('invalid_request', 'not_found')
  async list(
    @Caller() { tenant }: Principal,
    @Param({ schema: destinationParams }) { id }: { id: string },
    @Query({ schema: destinationDeliveryQuery }) { limit, cursor }: DestinationDeliveryQuery,
  ): Promise<DestinationDeliveryList> {
    const { endpoints, deliveries, studies } = this.#deps;
    await endpoints.get(tenant, id);
    const page = await deliveries.list(tenant, id, limit, cursor);
    const events = await Promise.all(page.deliveries.map(({ event }) => studies.findEvent(tenant, event)));
    return {
      deliveries: page.deliveries.map((delivery, i) => destinationDeliveryOf(delivery, events[i])),
      ...(page.next && { next: page.next }),
    };
  }

  @Get(':event')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'getDestinationDelivery', summary: 'What came of one summary at a PACS' })
  @Answers(200, 'The delivery', destinationDelivery)
  @Problems('invalid_request', 'not_found')
  async get(
    @Caller() { tenant }: Principal,
    @Param({ schema: destinationDeliveryParams }) ref: DeliveryRef,
  ): Promise<DestinationDelivery> {
    const { delivery, event } = await findDelivery(this.#deps, tenant, ref);
    return destinationDeliveryOf(delivery, event);
  }

  @Post(':event/redeliver')
  @HttpCode(202)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'redeliverToDestination', summary: 'Sends one summary again now, as the same object' })
  @Answers(202, 'It is on its way', destinationDelivery)
  @Problems('invalid_request', 'not_found', 'conflict')
  async redeliver(
    @Caller() { tenant }: Principal,
    @Param({ schema: destinationDeliveryParams }) ref: DeliveryRef,
  ): Promise<DestinationDelivery> {
    const { delivery, event } = await redeliver(this.#deps, tenant, ref);
    return destinationDeliveryOf(delivery, event);
  }
}
