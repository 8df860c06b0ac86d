import { Controller, Delete, Get, Headers, HttpCode, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { Caller } from '@wetread/http';
import { withRedis } from '@wetread/queues';
import {
  type SearchIndex,
  type StudyIndex,
  type StudyRef,
  type StudyStore,
  type StudyView,
  viewStudy,
} from '@wetread/studies';
import type { FastifyReply } from 'fastify';
import type { CorrectionStore } from '../../corrections/correction-store.ts';
import type { DestinationParts } from '../../destinations/destination-parts.ts';
import type { DestinationStore } from '../../destinations/destination-store.ts';
import type { Reports } from '../../fhir/reports.ts';
import type { Summaries } from '../../reads/summaries.ts';
import {
  CORRECTIONS,
  DELIVERIES,
  DESTINATIONS,
  ENDPOINTS,
  REPORTS,
  SEARCH_INDEX,
  STUDIES,
  STUDY_INDEX,
  SUMMARIES,
} from '../../tokens.ts';
import type { DeliveryStore } from '../../webhooks/delivery-store.ts';
import type { EndpointStore } from '../../webhooks/endpoint-store.ts';
import { firstDeliveryOf, forgetEvents } from '../../webhooks/study-events.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import {
  type StudyAnswer,
  type StudyList,
  type StudyQueryInput,
  studyAnswer,
  studyList,
  studyParams,
  studyQuery,
  summaryAnswer,
} from './schemas.ts';
import { listItemOf, noStudy, noSummary, studyAnswerOf } from './study-answers.ts';

/** A study that another tenant holds is, for this one, not there. */
@Controller('v1/studies')
@ApiTags('Studies')
export class StudiesController {
  readonly #studies: StudyStore;
  readonly #index: StudyIndex;
  readonly #searchIndex: SearchIndex;
  readonly #endpoints: EndpointStore;
  readonly #deliveries: DeliveryStore;
  readonly #destinations: DestinationStore;
  readonly #summaries: Summaries;
  readonly #corrections: CorrectionStore;
  readonly #reports: Reports;

  constructor(
    @Inject(STUDIES) studies: StudyStore,
    @Inject(STUDY_INDEX) index: StudyIndex,
    @Inject(SEARCH_INDEX) searchIndex: SearchIndex,
    @Inject(ENDPOINTS) endpoints: EndpointStore,
    @Inject(DELIVERIES) deliveries: DeliveryStore,
    @Inject(DESTINATIONS) destinations: DestinationParts,
    @Inject(SUMMARIES) summaries: Summaries,
    @Inject(CORRECTIONS) corrections: CorrectionStore,
    @Inject(REPORTS) reports: Reports,
  ) {
    this.#studies = studies;
    this.#index = index;
    this.#searchIndex = searchIndex;
    this.#endpoints = endpoints;
    this.#deliveries = deliveries;
    this.#destinations = destinations.store;
    this.#summaries = summaries;
    this.#corrections = corrections;
    this.#reports = reports;
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
    const [studies, endpoints, deliveries] = [this.#studies, this.#endpoints, this.#deliveries];
    const stores = { studies, endpoints, deliveries, destinations: this.#destinations };
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
  ): Promise<string> {
    const ref = { tenant, study: id };
    const found = await this.#summaries.find(ref);
    if (!found) throw noSummary(await this.#view(ref));
    reply.header('vary', 'accept');
    const asText = prefersText(accept);
    reply.type(asText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8');
    return asText ? found.text : found.json;
  }

  @Delete(':id')
  @HttpCode(204)
  @Keyed('ingest')
  @ApiOperation({ operationId: 'deleteStudy', summary: 'Removes a study with everything that is stored of it' })
  @Answers(204, 'It is gone')
  @Problems('invalid_request', 'not_found')
  async delete(@Caller() { tenant }: Principal, @Param({ schema: studyParams }) { id }: { id: string }): Promise<void> {
    const ref = { tenant, study: id };
    if (!(await this.#studies.findStudy(ref))) {
      // An earlier deletion may have failed at the index.
      await this.#forgetRows(ref);
      throw noStudy(id);
    }
    // Storage decides (I1): jobs under way find the study gone and end quietly (I4).
    await forgetEvents(this.#studies, ref);
    await this.#corrections.forget(ref);
    await this.#studies.deleteStudy(ref);
    await this.#forgetRows(ref);
  }

  async #forgetRows(ref: StudyRef): Promise<void> {
    await withRedis('removing a study from the index', async () => {
      await this.#index.remove(ref);
      await this.#searchIndex.remove(ref);
    });
    await this.#reports.forget(ref);
  }

  async #view(ref: StudyRef): Promise<StudyView> {
    const view = await viewStudy(this.#studies, ref);
    if (!view) throw noStudy(ref.study);
    return view;
  }
}

/** Text only where it is asked for by name and before JSON. */
function prefersText(accept = ''): boolean {
  const text = accept.indexOf('text/plain');
  const json = accept.indexOf('application/json');
  return text >= 0 && (json < 0 || text < json);
}
