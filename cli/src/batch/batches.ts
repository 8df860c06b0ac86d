import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, type Schemas } from '@wetread/client';
import type { Context } from '../context.ts';
import { download } from '../download.ts';
import { type ExitCode, exit } from '../exit-codes.ts';
import { identifiersOf } from '../identifiers.ts';
import { state, styled, when } from '../output.ts';
import { startProgress } from '../progress.ts';
import { renderFields } from '../table.ts';

export type Batch = Schemas['Batch'];

const lookEveryMs = 1_000;
const ended = new Set<Batch['status']>(['completed', 'expired', 'cancelled', 'failed']);

export async function list({ api, output, reading }: Context, limit: number): Promise<void> {
  const answer = await answerOf(() => api.GET('/v1/batches', { params: { query: { limit } } }), reading);
  const rows = answer.batches.map((batch) => [
    batch.id,
    state(batch.status),
    counts(batch),
    when(batch.created_at),
    when(batch.due_at),
    batch.progress.at_risk ? styled('red', 'at risk') : '',
  ]);
  output.table(
    answer,
    ['BATCH', 'STATUS', 'READ', 'MADE', 'DUE', ''],
    rows,
    'There is no batch; "wetread batch create" makes one.',
  );
}

export async function show(context: Context, id: string): Promise<void> {
  const batch = await get(context, id);
  context.output.result(batch, () => renderBatch(batch));
}

/** @returns status 0 where everything was read */
export async function watch(context: Context, id: string): Promise<ExitCode> {
  const { output, signal } = context;
  let batch = await get(context, id);
  const bar = startProgress(output, 'Reading', batch.request_counts.total);
  try {
    while (!ended.has(batch.status)) {
      const { total, completed, failed } = batch.request_counts;
      bar.set(completed + failed, total, noteOf(batch));
      await sleep(lookEveryMs, undefined, { signal });
      batch = await get(context, id);
    }
  } finally {
    bar.stop();
  }
  output.result(batch, () => renderBatch(batch));
  return batch.status === 'completed' && batch.request_counts.failed === 0 ? exit.ok : exit.failed;
}

function noteOf({ status, progress }: Batch): string {
  const { rate_per_minute: rate, eta, at_risk: atRisk } = progress;
  const parts = [
    status,
    rate === null ? '' : `${rate.toFixed(0)}/min`,
    eta ? `done ${when(eta)}` : '',
    atRisk ? 'AT RISK' : '',
  ];
  return parts.filter(Boolean).join('  ');
}

export interface ResultsOptions {
  readonly format: string;
  readonly errors?: boolean;
  readonly to?: string;
  readonly original?: boolean;
}

export async function results(
  { api }: Context,
  id: string,
  { format, errors, to, original }: ResultsOptions,
): Promise<void> {
  const query = identifiersOf(original);
  const request = { params: { path: { id }, query }, parseAs: 'stream' } as const;
  const answered =
    format === 'csv'
      ? await api.GET('/v1/batches/{id}/results', request)
      : errors
        ? await api.GET('/v1/batches/{id}/errors', request)
        : await api.GET('/v1/batches/{id}/output', request);
  await download(answered, to);
}

export async function cancel({ api, output }: Context, id: string): Promise<void> {
  const batch = await answerOf(() => api.POST('/v1/batches/{id}/cancel', { params: { path: { id } } }));
  output.result(batch, () => `${state(batch.status)}  ${batch.id}  ${counts(batch)}`);
}

const get = ({ api, reading }: Context, id: string): Promise<Batch> =>
  answerOf(() => api.GET('/v1/batches/{id}', { params: { path: { id } } }), reading);

function counts({ request_counts: { total, completed, failed } }: Batch): string {
  return `${completed}/${total}${failed > 0 ? `, ${failed} failed` : ''}`;
}

function endOf({ completed_at, cancelled_at, expired_at, failed_at }: Batch): string | undefined {
  const time = completed_at ?? cancelled_at ?? expired_at ?? failed_at;
  return time && when(time);
}

export function renderBatch(batch: Batch): string {
  const { window, progress, errors = [] } = batch;
  const fields = renderFields([
    ['Batch', batch.id],
    ['Status', state(batch.status)],
    ['Read', counts(batch)],
    ['Window', window && `${window.start} to ${window.end}, ${window.time_zone}`],
    ['Due', batch.due_at && `${when(batch.due_at)}${progress.at_risk ? `  ${styled('red', 'at risk')}` : ''}`],
    ['Rate', progress.rate_per_minute === null ? undefined : `${progress.rate_per_minute.toFixed(1)} a minute`],
    ['Done', progress.eta ? `about ${when(progress.eta)}` : undefined],
    ['Made', when(batch.created_at)],
    ['Ended', endOf(batch)],
  ]);
  return [fields, ...errors.map(({ code, message }) => `${message} (${code})`)].join('\n');
}
