import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import type { JobQueues } from '@wetread/queues';
import type { ReplayRecord } from '../../domain/replay.ts';
import { ENDPOINTS, QUEUES, REPLAYS } from '../../tokens.ts';
import type { EndpointStore } from '../../webhooks/endpoint-store.ts';
import type { ReplayStore } from '../../webhooks/replay-store.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import { replayAnswerOf } from './webhook-answers.ts';
import {
  endpointParams,
  type NewReplayInput,
  newReplay,
  type ReplayAnswer,
  replayAnswer,
  replayList,
  replayParams,
} from './webhook-schemas.ts';

interface ReplayRef {
  readonly id: string;
  readonly replay: string;
}

/** A time range of an endpoint's events, sent again. */
@Controller('v1/webhook-endpoints/:id')
@ApiTags('Webhooks')
export class WebhookReplaysController {
  readonly #endpoints: EndpointStore;
  readonly #replays: ReplayStore;
  readonly #queues: JobQueues;

  constructor(
    @Inject(ENDPOINTS) endpoints: EndpointStore,
    @Inject(REPLAYS) replays: ReplayStore,
    @Inject(QUEUES) queues: JobQueues,
  ) {
    this.#endpoints = endpoints;
    this.#replays = replays;
    this.#queues = queues;
  }

  @Post('replay')
  @HttpCode(202)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'replayWebhooks', summary: 'Sends the events of a time range again, the oldest first' })
  @Answers(202, 'The replay, which has begun', replayAnswer)
  @Problems('invalid_request', 'not_found', 'conflict', 'too_large', 'unsupported_media_type')
  async replay(
    @Caller() { tenant }: Principal,
    @Param({ schema: endpointParams }) { id }: { id: string },
    @Body({ schema: newReplay }) { since, until, ...options }: NewReplayInput,
  ): Promise<ReplayAnswer> {
    await this.#endpoints.get(tenant, id);
    const now = new Date();
    const from = new Date(since);
    // What happens from now on is delivered anyway.
    const to = until === undefined || new Date(until) > now ? now : new Date(until);
    if (from > to) throw new WetreadError('invalid_request', 'since: later than until, or than now.');
    const range = { since: from.toISOString(), until: to.toISOString() };
    const replay = await this.#replays.create({ tenant, endpoint: id, ...range, ...options });
    await this.#queues.add('webhook.replay', { tenant, endpoint: id, replay: replay.id });
    return replayAnswerOf(replay, false);
  }

  @Get('replays')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'listWebhookReplays', summary: 'The replays of an endpoint' })
  @Answers(200, 'The replays', replayList)
  @Problems('invalid_request', 'not_found')
  async list(
    @Caller() { tenant }: Principal,
    @Param({ schema: endpointParams }) { id }: { id: string },
  ): Promise<{ replays: ReplayAnswer[] }> {
    await this.#endpoints.get(tenant, id);
    return { replays: await Promise.all((await this.#replays.list(tenant, id)).map((replay) => this.#answer(replay))) };
  }

  @Get('replays/:replay')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'getWebhookReplay', summary: 'How far a replay is' })
  @Answers(200, 'The replay', replayAnswer)
  @Problems('invalid_request', 'not_found')
  async get(
    @Caller() { tenant }: Principal,
    @Param({ schema: replayParams }) { id, replay }: ReplayRef,
  ): Promise<ReplayAnswer> {
    await this.#endpoints.get(tenant, id);
    return this.#answer(await this.#replays.get(tenant, id, replay));
  }

  @Post('replays/:replay/cancel')
  @HttpCode(202)
  @Keyed('webhooks')
  @ApiOperation({
    operationId: 'cancelWebhookReplay',
    summary: 'Ends a replay within seconds; what was sent stays sent',
  })
  @Answers(202, 'The replay', replayAnswer)
  @Problems('invalid_request', 'not_found')
  async cancel(
    @Caller() { tenant }: Principal,
    @Param({ schema: replayParams }) { id, replay }: ReplayRef,
  ): Promise<ReplayAnswer> {
    await this.#endpoints.get(tenant, id);
    const found = await this.#replays.get(tenant, id, replay);
    if (found.status === 'running') await this.#replays.cancel(found);
    return this.#answer(found);
  }

  async #answer(replay: ReplayRecord): Promise<ReplayAnswer> {
    return replayAnswerOf(replay, await this.#replays.isCancelled(replay));
  }
}
