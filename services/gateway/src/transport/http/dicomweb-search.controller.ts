import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { Caller, noteObjects, publicUrlOf } from '@wetread/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formOf, warn } from '../../dicomweb/answers.ts';
import { datasetForms, sendDatasets } from '../../dicomweb/datasets.ts';
import type { Dicomweb } from '../../dicomweb/dicomweb.ts';
import type { Level } from '../../dicomweb/search/attributes.ts';
import { parseQuery } from '../../dicomweb/search/query.ts';
import { search } from '../../dicomweb/search/search.ts';
import { DICOMWEB, PUBLIC_URL } from '../../tokens.ts';
import { type OfSeries, type OfStudy, ofSeries, ofStudy, Searches } from './dicomweb-schemas.ts';
import { Keyed } from './documented.ts';

/** QIDO-RS, PS3.18 10.6. */
@Controller('dicomweb')
@ApiTags('DICOMweb')
export class DicomwebSearchController {
  readonly #publicUrl: string | undefined;
  readonly #dicomweb: Dicomweb;

  constructor(@Inject(DICOMWEB) dicomweb: Dicomweb, @Inject(PUBLIC_URL) publicUrl: string | undefined) {
    this.#dicomweb = dicomweb;
    this.#publicUrl = publicUrl;
  }

  @Get('studies')
  @Keyed('read')
  @ApiOperation({ operationId: 'searchDicomStudies', summary: 'Searches for studies that have DICOM instances' })
  @Searches('study')
  async studies(
    @Caller() { tenant }: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#search(tenant, 'study', {}, request, reply);
  }

  @Get('series')
  @Keyed('read')
  @ApiOperation({ operationId: 'searchDicomSeries', summary: 'Searches for series of any study' })
  @Searches('series')
  async series(
    @Caller() { tenant }: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#search(tenant, 'series', {}, request, reply);
  }

  @Get('instances')
  @Keyed('read')
  @ApiOperation({ operationId: 'searchDicomInstances', summary: 'Searches for instances of any study' })
  @Searches('instance')
  async instances(
    @Caller() { tenant }: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#search(tenant, 'instance', {}, request, reply);
  }

  @Get('studies/:study/series')
  @Keyed('read')
  @ApiOperation({ operationId: 'searchDicomSeriesOfStudy', summary: 'Searches for series of a study' })
  @Searches('series')
  async seriesOfStudy(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofStudy }) { study }: OfStudy,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#search(tenant, 'series', { StudyInstanceUID: study }, request, reply);
  }

  @Get('studies/:study/instances')
  @Keyed('read')
  @ApiOperation({ operationId: 'searchDicomInstancesOfStudy', summary: 'Searches for instances of a study' })
  @Searches('instance')
  async instancesOfStudy(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofStudy }) { study }: OfStudy,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#search(tenant, 'instance', { StudyInstanceUID: study }, request, reply);
  }

  @Get('studies/:study/series/:series/instances')
  @Keyed('read')
  @ApiOperation({ operationId: 'searchDicomInstancesOfSeries', summary: 'Searches for instances of a series' })
  @Searches('instance')
  async instancesOfSeries(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofSeries }) { study, series }: OfSeries,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#search(tenant, 'instance', { StudyInstanceUID: study, SeriesInstanceUID: series }, request, reply);
  }

  async #search(
    tenant: string,
    level: Level,
    fixed: Readonly<Record<string, string>>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    formOf(request, datasetForms);
    const pairs = new URL(request.raw.url ?? '/', 'http://localhost').searchParams;
    const base = `${publicUrlOf(request, this.#publicUrl)}/dicomweb`;
    const found = await search(this.#dicomweb.search, tenant, parseQuery(level, pairs, fixed), base);
    const studies = found.studies.filter((study) => study !== fixed['StudyInstanceUID']);
    noteObjects(
      request,
      studies.map((id) => ({ type: 'studies', id })),
    );
    warn(reply, found.warnings);
    reply.header('cache-control', 'private, no-cache');
    if (found.datasets.length === 0) return void (await reply.status(204).send());
    await sendDatasets(
      request,
      reply,
      found.datasets.map((dataset) => async () => dataset),
      request.id,
    );
  }
}
