import { readFile } from 'node:fs/promises';
import { answerOf, type Schemas } from '@wetread/client';
import type { Context } from '../context.ts';
import { download } from '../download.ts';
import { type ExitCode, exit } from '../exit-codes.ts';
import { Failure, usage } from '../failure.ts';
import { identifiersOf } from '../identifiers.ts';
import { state, styled, when } from '../output.ts';
import { renderFields, renderTable } from '../table.ts';

type Night = Schemas['Night'];
type NewNight = Schemas['NewNight'];

export interface ShowOptions {
  readonly csv?: boolean;
  readonly to?: string;
  readonly original?: boolean;
}

export interface ExpectOptions {
  readonly csv?: string;
  readonly qido?: string;
  readonly match?: Record<string, string>;
  readonly authorization?: string;
  readonly closes?: string;
}

const mostGaps = 50;

export async function list({ api, output, reading }: Context): Promise<void> {
  const answer = await answerOf(() => api.GET('/v1/nights'), reading);
  const rows = answer.nights.map(({ id, date, status, expected, closes_at: closes }) => [
    date,
    state(status),
    String(expected),
    when(closes),
    id,
  ]);
  output.table(
    answer,
    ['NIGHT', 'STATUS', 'EXPECTED', 'CLOSES', 'ID'],
    rows,
    'There is no night; "wetread night expect" makes one.',
  );
}

/** @returns status 0 where a night has no gap */
export async function show(
  context: Context,
  which: string | undefined,
  { csv, to, original }: ShowOptions,
): Promise<ExitCode> {
  const { api, output, reading } = context;
  const params = { path: { id: await idOf(context, which) }, query: identifiersOf(original) };
  if (csv || to !== undefined) {
    await download(await api.GET('/v1/nights/{id}/report', { params, parseAs: 'stream' }), to);
    return exit.ok;
  }
  const night = await answerOf(() => api.GET('/v1/nights/{id}', { params }), reading);
  output.result(night, () => renderNight(night));
  return night.counts.gaps === 0 ? exit.ok : exit.failed;
}

/** Of several nights of one date, the newest. */
async function idOf({ api, reading }: Context, which: string | undefined): Promise<string> {
  if (which?.startsWith('night_')) return which;
  const { nights } = await answerOf(() => api.GET('/v1/nights'), reading);
  const found = nights.find(({ date }) => which === undefined || date === which);
  if (found) return found.id;
  throw new Failure(which === undefined ? 'There is no night yet.' : `There is no night ${which}.`, {
    hint: '"wetread night list" shows those there are; "wetread night expect" makes one.',
  });
}

export async function expect(context: Context, date: string, options: ExpectOptions): Promise<void> {
  const { csv, qido } = options;
  if ((csv === undefined) === (qido === undefined)) throw usage('Give either --csv or --qido.');
  const night = csv === undefined ? await fromPacs(context, date, options) : await fromCsv(context, date, csv, options);
  context.output.result(
    night,
    () => `${night.date}: ${night.expected} studies are expected, until ${when(night.closes_at)}.`,
  );
}

function fromPacs({ api }: Context, date: string, { qido, match = {}, authorization, closes }: ExpectOptions) {
  const asked = { url: qido, match, ...(authorization !== undefined && { authorization }) };
  const body = { date, ...(closes && { closes_at: closes }), expected: { qido: asked } } as NewNight;
  return answerOf(() => api.POST('/v1/nights', { body }));
}

async function fromCsv({ api }: Context, date: string, file: string, { closes }: ExpectOptions) {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw usage(`${file} cannot be read: ${error.message}.`);
  });
  const query = { date, ...(closes && { closes_at: closes }) };
  const headers = { 'content-type': 'text/csv' };
  return answerOf(() =>
    api.POST('/v1/nights', { params: { query }, headers, body: {} as never, bodySerializer: () => text }),
  );
}

function renderNight(night: Night): string {
  const { counts, by_reason: reasons, gaps } = night;
  const share = (count: number): string =>
    `${count}${counts.expected > 0 ? `  (${Math.floor((count / counts.expected) * 100)} %)` : ''}`;
  const fields = renderFields([
    ['Night', `${night.date}  ${state(night.status)}`],
    ['Expected', String(counts.expected)],
    ['Received', share(counts.received)],
    ['Assembled', share(counts.assembled)],
    ['Summarized', share(counts.summarized)],
    ['Delivered', share(counts.delivered)],
    ['Gaps', counts.gaps === 0 ? styled('green', 'none') : styled('red', String(counts.gaps))],
    ['Closes', when(night.closed_at ?? night.closes_at)],
  ]);
  if (counts.gaps === 0) return fields;
  const byReason = Object.entries(reasons).map(([reason, count]) => [reason, String(count)]);
  const rows = gaps
    .slice(0, mostGaps)
    .map(
      ({ original, study = '', accession_number: accession = '', reference = '', reached, gap = '', message = '' }) => [
        original?.study ?? study,
        original?.accession_number ?? accession,
        reference,
        reached,
        gap,
        message,
      ],
    );
  const more =
    counts.gaps > rows.length
      ? [`${counts.gaps - rows.length} more: "wetread night show ${night.date} --csv" has all.`]
      : [];
  return [
    fields,
    renderTable(['REASON', 'STUDIES'], byReason),
    renderTable(['STUDY', 'ACCESSION', 'REFERENCE', 'REACHED', 'GAP', ''], rows),
    ...more,
  ].join('\n\n');
}
