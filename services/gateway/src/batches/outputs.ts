import { Readable } from 'node:stream';
import { type BatchView, refOf } from '@wetread/batches';
import { derivedId } from '@wetread/contracts';
import type { KeptNames, OriginalNames } from '@wetread/deidentification';
import { keys, type ResultRecord, type StudyStore } from '@wetread/studies';
import { csvOf } from '../domain/csv.ts';
import { inTurn } from './in-turn.ts';
import { type Item, isCompleted, isFailed, type Outcome, type SegmentStore } from './segments.ts';

/**
 * A batch's results, made from its items and from what storage holds of their studies at that moment: a deleted study is
 * in no file. Each is a stream that holds some lines, not the batch.
 */

export interface OutputParts {
  readonly names: OriginalNames;
  readonly segments: SegmentStore;
  readonly studies: StudyStore;
}

type End =
  | { readonly item: Item; readonly result: ResultRecord }
  | { readonly item: Item; readonly error: { readonly code: string; readonly message: string } };
type Line = End & { readonly original?: string | undefined };

const readsAtOnce = 8;
const linesAtOnce = 64;

/** Lines as those of an OpenAI output file: what has a summary. */
export const outputLines = (parts: OutputParts, view: BatchView, originals = false): Readable =>
  jsonLines(view, linesOf(parts, view, originals, isCompleted), (line) => 'result' in line);

/** Lines as those of an OpenAI error file: what has none, and why. */
export const errorLines = (parts: OutputParts, view: BatchView, originals = false): Readable =>
  jsonLines(
    view,
    linesOf(parts, view, originals, (outcome) => isFailed(outcome) || isCompleted(outcome)),
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
export function resultTable(parts: OutputParts, view: BatchView, originals = false): Readable {
  async function* rows() {
    for await (const line of linesOf(parts, view, originals, (outcome) => outcome !== null)) {
      yield originals ? [...rowOf(line), line.original ?? ''] : rowOf(line);
    }
  }
  return csvOf(originals ? [...columns, 'original_study'] : columns, rows());
}

function jsonLines(view: BatchView, lines: AsyncIterable<Line>, wanted: (line: Line) => boolean): Readable {
  async function* text() {
    for await (const line of lines) if (wanted(line)) yield `${JSON.stringify(answerOf(view, line))}\n`;
  }
  return Readable.from(text(), { objectMode: false });
}

async function* linesOf(
  { segments, studies, names }: OutputParts,
  view: BatchView,
  originals: boolean,
  wanted: (outcome: Outcome) => boolean,
): AsyncGenerator<Line> {
  const ref = refOf(view.batch);
  const kept = originals ? await names.ofList(ref.tenant, ref.batch) : undefined;
  for (const segment of view.progress.segments.keys()) {
    const { items, outcomes } = await segments.get(ref, segment);
    const asked = [...items.keys()].filter((at) => wanted(outcomes[at] ?? null));
    for (let at = 0; at < asked.length; at += linesAtOnce) {
      const some = asked.slice(at, at + linesAtOnce);
      yield* await inTurn(some, readsAtOnce, async (one) => {
        const item = items[one] as Item;
        const line = await lineOf(studies, ref.tenant, item, outcomes[one] ?? null);
        return kept ? { ...line, original: await originalOf(names, kept, ref.tenant, item) } : line;
      });
    }
  }
}

async function lineOf(studies: StudyStore, tenant: string, item: Item, outcome: Outcome): Promise<End> {
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

/** As its files call the study; of one that is not there, as the list does. */
async function originalOf(names: OriginalNames, kept: KeptNames, tenant: string, { study, sealed }: Item) {
  const said = study === undefined ? undefined : (await names.ofStudy({ tenant, study })).study;
  return said ?? (sealed && kept.open(sealed).study);
}

function answerOf({ batch }: BatchView, line: Line) {
  const { custom_id, study } = line.item;
  const named = { custom_id, ...(study && { study }), ...(line.original && { original_study: line.original }) };
  const id = derivedId('batch_req', batch.id, custom_id);
  if ('error' in line) return { id, ...named, response: null, error: line.error };
  const response = { status_code: 200, request_id: line.result.id, body: summaryOf(line.result) };
  return { id, ...named, response, error: null };
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
