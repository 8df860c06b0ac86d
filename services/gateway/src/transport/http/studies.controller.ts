import { Controller, Delete, Get, Headers, HttpCode, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import { withRedis } from '@wetread/queues';
import { type StudyIndex, type StudyRef, type StudyStore, type StudyView, viewStudy } from '@wetread/studies';
import type { FastifyReply } from 'fastify';
import { DELIVERIES, ENDPOINTS, STUDIES, STUDY_INDEX } from '../../tokens.ts';
import type { DeliveryStore } from '../../webhooks/delivery-store.ts';
import type { EndpointStore } from '../../webhooks/endpoint-store.ts';
import { firstDeliveryOf, forgetEvents } from '../../webhooks/study-events.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import {
  type StudyAnswer,
  type StudyList,
  type StudyQueryInput,
  type SummaryAnswer,
  studyAnswer,
  studyList,
  studyParams,
  studyQuery,
  summaryAnswer,
} from './schemas.ts';
import { listItemOf, noSummary, studyAnswerOf, summaryAnswerOf, summaryTextOf } from './study-answers.ts';

/** A study that another tenant holds is, for this one, not there. */
@Controller('v1/studies')
@ApiTags('Studies')
export class StudiesController {
  readonly #studies: StudyStore;
  readonly #index: StudyIndex;
  readonly #endpoints: EndpointStore;
  readonly #deliveries: DeliveryStore;

  constructor(
    @Inject(STUDIES) studies: StudyStore,
    @Inject(STUDY_INDEX) index: StudyIndex,
    @Inject(ENDPOINTS) endpoints: EndpointStore,
    @Inject(DELIVERIES) deliveries: DeliveryStore,
  ) {
    this.#studies = studies;
    this.#index = index;
    this.#endpoints = endpoints;
    this.#deliveries = deliveries;
  }

  @Get()
  @Keyed('read')
  @ApiOperation({ operationId: 'listStudies', summary: 'Studies by state and time of receipt, newest first' })
  @Answers(200, 'One page', studyList)
  @Problems('invalid_request')
  async list(
    @Caller() { tenant }: Principal,
    @Query({ schema: studyQuery }) query: StudyQueryInput,
  ): Promise<StudyList> {
    const { limit, ...optional } = query;
    const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
    const page = await withRedis('listing studies', () => this.#index.list(tenant, { limit, ...given }));
    return { studies: page.studies.map(listItemOf), ...(page.next && { next: page.next }) };
  }

  @Get(':id')
  @Keyed('read')
  @ApiOperation({ operationId: 'getStudy', summary: 'A study: state, images, refusals, times of each stage' })
  @Answers(200, 'The study', studyAnswer)
  @Problems('invalid_request', 'not_found')
  async get(
    @Caller() { tenant }: Principal,
    @Param({ schema: studyParams }) { id }: { id: string },
  ): Promise<StudyAnswer> {
    const ref = { tenant, study: id };
    const view = await this.#view(ref);
    const stores = { studies: this.#studies, endpoints: this.#endpoints, deliveries: this.#deliveries };
    const revision = view.revision?.revision;
    return studyAnswerOf(view, revision === undefined ? undefined : await firstDeliveryOf(stores, ref, revision));
  }

  @Get(':id/summary')
  @Keyed('read')
  @ApiOperation({ operationId: 'getSummary', summary: 'The newest summary of a study, with all that made it' })
  @ApiProduces('application/json', 'text/plain')
  @Answers(200, 'The summary; as text/plain, the notice and then the text', summaryAnswer)
  @Problems('invalid_request', 'not_found')
  async summary(
    @Caller() { tenant }: Principal,
    @Param({ schema: studyParams }) { id }: { id: string },
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SummaryAnswer | string> {
    const view = await this.#view({ tenant, study: id });
    const result = view.result ?? (await this.#earlierResult(view));
    if (!result) throw noSummary(view);
    reply.header('vary', 'accept');
    if (!prefersText(accept)) return summaryAnswerOf(result, view);
    reply.type('text/plain; charset=utf-8');
    return summaryTextOf(result);
  }

  @Delete(':id')
  @HttpCode(204)
  @Keyed('ingest')
  @ApiOperation({ operationId: 'deleteStudy', summary: 'Removes a study with everything that is stored of it' })
  @Answers(204, 'It is gone')
  @Problems('invalid_request', 'not_found')
  async delete(@Caller() { tenant }: Principal, @Param({ schema: studyParams }) { id }: { id: string }): Promise<void> {
    const ref = { tenant, study: id };
    if (!(await this.#studies.findStudy(ref))) throw noStudy(id);
    // Storage decides (I1): jobs under way find the study gone and end quietly (I4).
    await forgetEvents(this.#studies, ref);
    await this.#studies.deleteStudy(ref);
    await withRedis('removing a study from the index', () => this.#index.remove(ref));
  }

  async #view(ref: StudyRef): Promise<StudyView> {
    const view = await viewStudy(this.#studies, ref);
    if (!view) throw noStudy(ref.study);
    return view;
  }

  /** While a late instance is being read, the summary without it is the newest there is. */
  async #earlierResult({ study, revision }: StudyView) {
    for (let number = (revision?.revision ?? 0) - 1; number > 0; number--) {
      const result = await this.#studies.findResultOf(study, number);
      if (result) return result;
    }
    return undefined;
  }
}

const noStudy = (id: string): WetreadError => new WetreadError('not_found', `This tenant has no study ${id}.`);

/** Text only where it is asked for by name and before JSON. */
function prefersText(accept = ''): boolean {
  const text = accept.indexOf('text/plain');
  const json = accept.indexOf('application/json');
  return text >= 0 && (json < 0 || text < json);
}
