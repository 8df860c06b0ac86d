import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { answerOf, type Schemas } from '@wetread/client';
import type { Context } from '../context.ts';
import { type ExitCode, exit } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { renderBatch, watch } from './batches.ts';

type NewBatch = Schemas['NewBatch'];

export interface CreateOptions {
  readonly jsonl?: string;
  readonly status?: string;
  readonly since?: string;
  readonly until?: string;
  readonly aeTitle?: string;
  readonly window?: { readonly start: string; readonly end: string };
  readonly timeZone?: string;
  readonly due?: string;
  readonly expires?: string;
  readonly metadata?: Record<string, string>;
  readonly watch?: boolean;
}

export async function create(context: Context, studies: readonly string[], options: CreateOptions): Promise<ExitCode> {
  const query = queryOf(options);
  const ways = [studies.length > 0, query !== undefined, options.jsonl !== undefined].filter(Boolean).length;
  if (ways !== 1) {
    throw usage(
      'Name studies, or give a query, or --jsonl: one of them.',
      'A query is --status, --since, --until, --ae-title.',
    );
  }
  const batch =
    options.jsonl === undefined
      ? await post(context, { ...(query ? { query } : { studies: [...studies] }), ...batchOptions(options) })
      : await upload(context, options.jsonl, batchOptions(options));
  context.output.result(batch, () => renderBatch(batch));
  return options.watch ? watch(context, batch.id) : exit.ok;
}

function queryOf({ status, since, until, aeTitle }: CreateOptions): NewBatch['query'] {
  const query = {
    ...(status && { status }),
    ...(since && { since }),
    ...(until && { until }),
    ...(aeTitle && { ae_title: aeTitle }),
  };
  return Object.keys(query).length > 0 ? (query as NewBatch['query']) : undefined;
}

function batchOptions({ window, timeZone, due, expires, metadata }: CreateOptions) {
  if (timeZone !== undefined && !window) throw usage('--time-zone belongs to --window.');
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    ...(window && { window: { ...window, time_zone: zone } }),
    ...(due !== undefined && { due_at: due }),
    ...(expires !== undefined && { expires_at: expires }),
    ...(metadata && { metadata }),
  };
}

const post = ({ api }: Context, body: NewBatch) => answerOf(() => api.POST('/v1/batches', { body }));

/** The lines are passed on as they are read. */
async function upload({ api }: Context, file: string, options: object) {
  if (file !== '-') {
    await stat(file).catch(() => {
      throw usage(`${file} cannot be read.`);
    });
  }
  const query = Object.keys(options).length > 0 ? { options: JSON.stringify(options) } : {};
  const request = () =>
    api.POST('/v1/batches', {
      params: { query },
      headers: { 'content-type': 'application/jsonl' },
      body: {} as never,
      bodySerializer: () => Readable.toWeb(file === '-' ? process.stdin : createReadStream(file)),
      duplex: 'half',
    });
  // What came in by standard input is gone once it was sent.
  return answerOf(request, file === '-' ? { attempts: 1 } : {});
}
