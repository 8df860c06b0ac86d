import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import type { BatchStore, BatchView } from '@wetread/batches';
import { WetreadError } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type BatchInput, type BatchIntakeParts, takeBatch } from '../../batches/intake.ts';
import { errorLines, type OutputParts, outputLines, resultTable } from '../../batches/outputs.ts';
import { BATCH_INTAKE, BATCH_OUTPUTS, BATCHES } from '../../tokens.ts';
import { batchAnswerOf } from './batch-answers.ts';
import {
  type BatchAnswer,
  type BatchListQuery,
  batchAnswer,
  batchList,
  batchListQuery,
  batchParams,
  type NewBatchInput,
  newBatch,
  uploadOptions,
  uploadQuery,
} from './batch-schemas.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import { Asking, TakesIdentifiers } from './identifiers.ts';
import { parseWith } from './parse-with.ts';

const text = z.string();

@Controller('v1/batches')
@ApiTags('Batches')
export class BatchesController {
  readonly #batches: BatchStore;
  readonly #intake: BatchIntakeParts;
  readonly #outputs: OutputParts;

  constructor(
    @Inject(BATCHES) batches: BatchStore,
    @Inject(BATCH_INTAKE) intake: BatchIntakeParts,
    @Inject(BATCH_OUTPUTS) outputs: OutputParts,
  ) {
    this.#batches = batches;
    this.#intake = intake;
    this.#outputs = outputs;
  }

  @Post()
  @Keyed('ingest')
  @ApiOperation({
    operationId: 'createBatch',
    summary: 'Reads many studies: a list, a query, or lines of JSON',
    description:
      'As application/json, a list or a query. As application/jsonl, lines such as `{"custom_id":"a","study":"1.2.3"}` or ' +
      '`{"custom_id":"a","method":"GET","url":"/v1/studies/1.2.3/summary"}`; a line that is wrong becomes a line of the error file.',
  })
  @ApiBody({ standardSchema: newBatch } as never)
  @Answers(201, 'The batch, which is being validated', batchAnswer)
  @Problems('invalid_request', 'too_large', 'head_too_large', 'unsupported_media_type')
  async create(
    @Caller() { tenant }: Principal,
    @Body() body: unknown,
    @Query({ schema: uploadQuery }) query: { options?: string | undefined },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchAnswer> {
    const { input, options } = asked(body, query.options);
    const batch = await takeBatch(this.#intake, tenant, input, options);
    reply.header('location', `/v1/batches/${batch.id}`);
    return batchAnswerOf(await this.#view(tenant, batch.id));
  }

  @Get()
  @Keyed('read')
  @ApiOperation({ operationId: 'listBatches', summary: 'Batches, newest first' })
  @Answers(200, 'One page', batchList)
  @Problems('invalid_request')
  async list(@Caller() { tenant }: Principal, @Query({ schema: batchListQuery }) { limit, cursor }: BatchListQuery) {
    const page = await this.#batches.list(tenant, limit, cursor);
    return { batches: page.batches.map((view) => batchAnswerOf(view)), ...(page.next && { next: page.next }) };
  }

  @Get(':id')
  @Keyed('read')
  @ApiOperation({ operationId: 'getBatch', summary: 'A batch: state, counts, rate, when it will be done' })
  @Answers(200, 'The batch', batchAnswer)
  @Problems('invalid_request', 'not_found')
  async get(@Caller() { tenant }: Principal, @Param({ schema: batchParams }) { id }: { id: string }) {
    return batchAnswerOf(await this.#view(tenant, id));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Keyed('ingest')
  @ApiOperation({ operationId: 'cancelBatch', summary: 'Stops what is being read and gives up the rest' })
  @Answers(200, 'The batch; what has a summary keeps it', batchAnswer)
  @Problems('invalid_request', 'not_found', 'conflict')
  async cancel(@Caller() { tenant }: Principal, @Param({ schema: batchParams }) { id }: { id: string }) {
    const { end } = await this.#view(tenant, id);
    if (end && end.state !== 'cancelled') throw new WetreadError('conflict', `The batch has ended: ${end.state}.`);
    await this.#batches.cancel({ tenant, batch: id });
    await this.#intake.queues.hasten('batch.advance', { tenant, batch: id });
    return batchAnswerOf(await this.#view(tenant, id));
  }

  @Get(':id/output')
  @Keyed('read')
  @TakesIdentifiers()
  @ApiOperation({ operationId: 'getBatchOutput', summary: 'A line for each item that has a summary, so far' })
  @ApiProduces('application/jsonl')
  @Answers(200, 'Lines as in an OpenAI output file', text)
  @Problems('invalid_request', 'not_found')
  async output(
    @Asking() { tenant, originals }: Asking,
    @Param({ schema: batchParams }) { id }: { id: string },
    @Res() reply: FastifyReply,
  ) {
    const view = await this.#view(tenant, id);
    return reply.type('application/jsonl').send(outputLines(this.#outputs, view, originals));
  }

  @Get(':id/errors')
  @Keyed('read')
  @TakesIdentifiers()
  @ApiOperation({
    operationId: 'getBatchErrors',
    summary: 'A line for each item that has none, with the reason, so far',
  })
  @ApiProduces('application/jsonl')
  @Answers(200, 'Lines as in an OpenAI error file', text)
  @Problems('invalid_request', 'not_found')
  async errors(
    @Asking() { tenant, originals }: Asking,
    @Param({ schema: batchParams }) { id }: { id: string },
    @Res() reply: FastifyReply,
  ) {
    const view = await this.#view(tenant, id);
    return reply.type('application/jsonl').send(errorLines(this.#outputs, view, originals));
  }

  @Get(':id/results')
  @Keyed('read')
  @TakesIdentifiers()
  @ApiOperation({ operationId: 'getBatchResults', summary: 'Summaries and reasons in one table, so far' })
  @ApiProduces('text/csv')
  @Answers(200, 'CSV with a header line', text)
  @Problems('invalid_request', 'not_found')
  async results(
    @Asking() { tenant, originals }: Asking,
    @Param({ schema: batchParams }) { id }: { id: string },
    @Res() reply: FastifyReply,
  ) {
    const view = await this.#view(tenant, id);
    const name = `attachment; filename="${id}.csv"`;
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', name)
      .send(resultTable(this.#outputs, view, originals));
  }

  async #view(tenant: string, id: string): Promise<BatchView> {
    const view = await this.#batches.find({ tenant, batch: id });
    if (!view) throw new WetreadError('not_found', `This tenant has no batch ${id}.`);
    return view;
  }
}

/** A body that was not parsed is the lines. */
function asked(body: unknown, options: string | undefined): { input: BatchInput; options: NewBatchInput } {
  if (body instanceof Readable) {
    return {
      input: { lines: body },
      options: options === undefined ? {} : parseWith(uploadOptions, options, 'options'),
    };
  }
  if (options !== undefined)
    throw new WetreadError('invalid_request', 'options: give them in the body, with a list or a query.');
  const { studies, query, ...rest } = parseWith(newBatch, body);
  if (query) return { input: { query }, options: rest };
  const items = (studies ?? []).map((one) => (typeof one === 'string' ? { study: one } : one));
  return { input: { items }, options: rest };
}
