import { Readable } from 'node:stream';
import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { Caller } from '@wetread/http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { csvOf } from '../../domain/csv.ts';
import type { NewNight, NightDesk } from '../../nights/night-desk.ts';
import type { ExpectedStudy, NightRow } from '../../nights/records.ts';
import { NIGHTS } from '../../tokens.ts';
import { Answers, Keyed, Problems } from './documented.ts';
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
  @ApiOperation({ operationId: 'getNight', summary: 'The report of a night: as of now, or as it was closed' })
  @Answers(200, 'The report', nightAnswer)
  @Problems('invalid_request', 'not_found')
  async get(@Caller() { tenant }: Principal, @Param({ schema: nightParams }) { id }: { id: string }) {
    return nightAnswerOf(await this.#desk.report({ tenant, night: id }));
  }

  @Get(':id/report')
  @Keyed('read')
  @ApiOperation({ operationId: 'getNightReport', summary: 'The report of a night, a line for each expected study' })
  @ApiProduces('text/csv')
  @Answers(200, 'CSV with a header line', text)
  @Problems('invalid_request', 'not_found')
  async report(
    @Caller() { tenant }: Principal,
    @Param({ schema: nightParams }) { id }: { id: string },
    @Res() reply: FastifyReply,
  ) {
    const { rows } = await this.#desk.rows({ tenant, night: id });
    const name = `attachment; filename="${id}.csv"`;
    return reply.type('text/csv; charset=utf-8').header('content-disposition', name).send(tableOf(rows));
  }
}

const columns = ['study', 'reference', 'reached', 'gap', 'message', 'accession_number', 'expected_study', 'further'];

const tableOf = (rows: AsyncIterable<NightRow>): Readable => {
  async function* cells() {
    for await (const { study = '', reference = '', reached, gap = '', message = '', ...row } of rows) {
      const { accession = '', expectedStudy = '', further } = row;
      yield [study, reference, reached, gap, message, accession, expectedStudy, further ? 'yes' : ''];
    }
  }
  return csvOf(columns, cells());
};

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
