import { Readable } from 'node:stream';
import { type BatchView, refOf } from '@wetread/batches';
import { derivedId } from '@wetread/contracts';
import { keys, type ResultRecord, type StudyStore } from '@wetread/studies';
import { csvOf } from '../domain/csv.ts';
import { inTurn } from './in-turn.ts';
import { type Item, isCompleted, isFailed, type Outcome, type SegmentStore } from './segments.ts';

/**
 * A batch's results, made from its items and from what storage holds of their studies at that moment: a deleted study is
 * in no file. Each is a stream that holds some lines, not the batch.
 */

export interface OutputParts {
  readonly segments: SegmentStore;
  readonly studies: StudyStore;
}

type Line =
  | { readonly item: Item; readonly result: ResultRecord }
  | { readonly item: Item; readonly error: { readonly code: string; readonly message: string } };

const readsAtOnce = 8;
const linesAtOnce = 64;

/** Lines as those of an OpenAI output file: what has a summary. */
export const outputLines = (parts: OutputParts, view: BatchView): Readable =>
  jsonLines(view, linesOf(parts, view, isCompleted), (line) => 'result' in line);

/** Lines as those of an OpenAI error file: what has none, and why. */
export const errorLines = (parts: OutputParts, view: BatchView): Readable =>
  jsonLines(
    view,
    linesOf(parts, view, (outcome) => isFailed(outcome) || isCompleted(outcome)),
    (line) => 'error' in line,
  );

const columns = [
  'custom_id',
  'study',
  'status',
  'code',
  'revision',
  'created_at',
  'findings',
  'impression',
  'notice',
  'bundle',
];

/** Everything that has an outcome as a table; no cell is a formula to a spreadsheet. */
export const resultTable = (parts: OutputParts, view: BatchView): Readable =>
  csvOf(
    columns,
    mapped(
      linesOf(parts, view, (outcome) => outcome !== null),
      rowOf,
    ),
  );

function jsonLines(view: BatchView, lines: AsyncIterable<Line>, wanted: (line: Line) => boolean): Readable {
  async function* text() {
    for await (const line of lines) if (wanted(line)) yield `${JSON.stringify(answerOf(view, line))}\n`;
  }
  return Readable.from(text(), { objectMode: false });
}

async function* mapped<T, R>(lines: AsyncIterable<T>, map: (line: T) => R): AsyncGenerator<R> {
  for await (const line of lines) yield map(line);
}

async function* linesOf(
  { segments, studies }: OutputParts,
  view: BatchView,
  wanted: (outcome: Outcome) => boolean,
): AsyncGenerator<Line> {
  const ref = refOf(view.batch);
  for (const segment of view.progress.segments.keys()) {
    const { items, outcomes } = await segments.get(ref, segment);
    const asked = [...items.keys()].filter((at) => wanted(outcomes[at] ?? null));
    for (let at = 0; at < asked.length; at += linesAtOnce) {
      const some = asked.slice(at, at + linesAtOnce);
      yield* await inTurn(some, readsAtOnce, (one) =>
        lineOf(studies, ref.tenant, items[one] as Item, outcomes[one] ?? null),
      );
    }
  }
}

async function lineOf(studies: StudyStore, tenant: string, item: Item, outcome: Outcome): Promise<Line> {
  if (isFailed(outcome)) return { item, error: outcome };
  const { study = '' } = item;
  const ref = { tenant, study };
  const result =
    isCompleted(outcome) && (await studies.storage.has(keys.studyKey(ref)))
      ? await studies.findResult(ref, outcome.revision, outcome.bundle)
      : undefined;
  if (result) return { item, result };
  return { item, error: { code: 'study_deleted', message: 'The study was read and has been deleted since.' } };
}

function answerOf({ batch }: BatchView, line: Line) {
  const { custom_id, study } = line.item;
  const id = derivedId('batch_req', batch.id, custom_id);
  if ('error' in line) return { id, custom_id, ...(study && { study }), response: null, error: line.error };
  const response = { status_code: 200, request_id: line.result.id, body: summaryOf(line.result) };
  return { id, custom_id, study, response, error: null };
}

/** What made the text goes with it (I7). */
function summaryOf({ tenant: _, timings: __, images, ...summary }: ResultRecord) {
  return {
    ...summary,
    images: images.map(({ sop, series, sha256, view }) => ({ sop, ...(series && { series }), sha256, view })),
  };
}

function rowOf(line: Line): (string | number)[] {
  const { custom_id, study = '' } = line.item;
  if ('error' in line) return [custom_id, study, 'failed', line.error.code, '', '', '', '', '', ''];
  const { revision, createdAt, findings, impression, notice, bundle } = line.result;
  const made = `${bundle.name} ${bundle.version} ${bundle.digest.slice(0, 12)}`;
  return [custom_id, study, 'completed', '', revision, createdAt, findings, impression, notice, made];
}
