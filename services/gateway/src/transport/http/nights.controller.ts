import { Readable } from 'node:stream';
import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { Caller } from '@wetread/http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { csvOf } from '../../domain/csv.ts';
import type { NewNight, NightDesk } from '../../nights/night-desk.ts';
import type { ShownRow } from '../../nights/original-rows.ts';
import type { ExpectedStudy } from '../../nights/records.ts';
import { NIGHTS } from '../../tokens.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import { Asking, TakesIdentifiers } from './identifiers.ts';
import { nightAnswerOf, nightItemOf } from './night-answers.ts';
import {
  csvNight,
  type Listed,
  newNight,
  nightAnswer,
  nightItem,
  nightList,
  nightParams,
  nightQuery,
} from './night-schemas.ts';
import { parseWith } from './parse-with.ts';

const text = z.string();

/** The night report: what was expected against what became of it. */
@Controller('v1/nights')
@ApiTags('Nights')
export class NightsController {
  readonly #desk: NightDesk;

  constructor(@Inject(NIGHTS) desk: NightDesk) {
    this.#desk = desk;
  }

  @Post()
  @Keyed('ingest')
  @ApiOperation({
    operationId: 'createNight',
    summary: 'Says which studies a night is expected to bring',
    description:
      'As application/json, a list of studies or a QIDO-RS query to a PACS. As text/csv, a list with a header line and the ' +
      'columns `study_instance_uid`, `accession_number` or both, and, where wanted, `reference`; other columns are not looked at.',
  })
  @ApiBody({ standardSchema: newNight } as never)
  @Answers(201, 'The night', nightItem)
  @Problems('invalid_request', 'too_large', 'unsupported_media_type', 'address_refused', 'pacs_unavailable')
  async create(
    @Caller() { tenant }: Principal,
    @Body() body: unknown,
    @Query({ schema: nightQuery }) query: Record<string, string | undefined>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const night = await this.#desk.take(tenant, asked(body, query));
    reply.header('location', `/v1/nights/${night.id}`);
    return nightItemOf(night, undefined);
  }

  @Get()
  @Keyed('read')
  @ApiOperation({ operationId: 'listNights', summary: 'Nights, newest first' })
  @Answers(200, 'The nights', nightList)
  async list(@Caller() { tenant }: Principal) {
    const nights = await this.#desk.list(tenant);
    return { nights: nights.map(({ night, closing }) => nightItemOf(night, closing)) };
  }

  @Get(':id')
  @Keyed('read')
  @TakesIdentifiers()
  @ApiOperation({ operationId: 'getNight', summary: 'The report of a night: as of now, or as it was closed' })
  @Answers(200, 'The report', nightAnswer)
  @Problems('invalid_request', 'not_found')
  async get(@Asking() { tenant, originals }: Asking, @Param({ schema: nightParams }) { id }: { id: string }) {
    return nightAnswerOf(await this.#desk.report({ tenant, night: id }, originals));
  }

  @Get(':id/report')
  @Keyed('read')
  @TakesIdentifiers()
  @ApiOperation({ operationId: 'getNightReport', summary: 'The report of a night, a line for each expected study' })
  @ApiProduces('text/csv')
  @Answers(200, 'CSV with a header line', text)
  @Problems('invalid_request', 'not_found')
  async report(
    @Asking() { tenant, originals }: Asking,
    @Param({ schema: nightParams }) { id }: { id: string },
    @Res() reply: FastifyReply,
  ) {
    const { rows } = await this.#desk.rows({ tenant, night: id }, originals);
    const name = `attachment; filename="${id}.csv"`;
    return reply.type('text/csv; charset=utf-8').header('content-disposition', name).send(tableOf(rows, originals));
  }
}

const columns = ['study', 'reference', 'reached', 'gap', 'message', 'accession_number', 'expected_study', 'further'];
const originalColumns = ['original_study', 'original_accession_number'];

const tableOf = (rows: AsyncIterable<ShownRow>, originals: boolean): Readable => {
  async function* lines() {
    for await (const row of rows) yield originals ? [...cellsOf(row), ...originalsOf(row)] : cellsOf(row);
  }
  return csvOf(originals ? [...columns, ...originalColumns] : columns, lines());
};

function cellsOf({ study = '', reference = '', reached, gap = '', message = '', ...row }: ShownRow): string[] {
  const { accession = '', expectedStudy = '', further } = row;
  return [study, reference, reached, gap, message, accession, expectedStudy, further ? 'yes' : ''];
}

const originalsOf = ({ original }: ShownRow): string[] => [original?.study ?? '', original?.accession ?? ''];

/** A body that was not parsed is the CSV. */
function asked(body: unknown, query: Record<string, string | undefined>): NewNight {
  if (body instanceof Readable) return { ...parseWith(csvNight, query), from: { csv: body } };
  const { expected, ...rest } = parseWith(newNight, body);
  return {
    ...rest,
    from: expected.qido ? { qido: expected.qido } : { studies: (expected.studies ?? []).map(expectedOf) },
  };
}

const expectedOf = ({ accession_number: accession, ...rest }: Listed): ExpectedStudy => ({
  ...rest,
  ...(accession !== undefined && { accession }),
});
