import type { Readable } from 'node:stream';
import { WetreadError } from '@wetread/contracts';
import { parse } from 'csv-parse';
import { type ExpectedStudy, expectedStudy } from './records.ts';

export const maxExpected = 100_000;

/**
 * A list of expected studies as CSV with a header line. Of its columns only the Study Instance UID and a reference are
 * looked at: such lists hold names of patients, which have no place here.
 *
 * @throws WetreadError invalid_request, naming the line; too_large
 */
export async function* expectedOfCsv(body: Readable): AsyncGenerator<ExpectedStudy> {
  const table = parse({ columns: columnsOf, bom: true, trim: true, skip_empty_lines: true, max_record_size: 8_192 });
  body.on('error', (error) => table.destroy(error));
  let line = 1;
  try {
    for await (const row of body.pipe(table)) {
      line++;
      yield studyOf(row as Record<string, string>, line);
    }
  } catch (thrown) {
    if (thrown instanceof WetreadError) throw thrown;
    const { code } = thrown as { code?: string };
    // The parser's own message would repeat cells.
    if (code?.startsWith('CSV_')) throw new WetreadError('invalid_request', `The CSV cannot be read: ${code}.`);
    throw thrown;
  }
}

const names: Record<string, 'study' | 'reference'> = {
  study: 'study',
  studyinstanceuid: 'study',
  studyuid: 'study',
  reference: 'reference',
};

function columnsOf(header: string[]) {
  const columns = header.map((name) => names[name.toLowerCase().replace(/[^a-z]/g, '')] ?? null);
  if (columns.includes('study')) return columns.map((name) => name ?? false);
  throw new WetreadError('invalid_request', 'The CSV has no column study_instance_uid in its first line.');
}

function studyOf({ study, reference }: Record<string, string>, line: number): ExpectedStudy {
  const parsed = expectedStudy.safeParse({ study, ...(reference && { reference }) });
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new WetreadError('invalid_request', `Line ${line} of the CSV is not valid: ${fields}.`);
}

/** Each study once, and no more than a night may have. */
export async function* distinct(studies: AsyncIterable<ExpectedStudy>): AsyncGenerator<ExpectedStudy> {
  const seen = new Set<string>();
  for await (const one of studies) {
    if (seen.has(one.study)) continue;
    if (seen.size >= maxExpected) throw new WetreadError('too_large', `A night has at most ${maxExpected} studies.`);
    seen.add(one.study);
    yield one;
  }
}
