import { Readable } from 'node:stream';
import { WetreadError } from '@wetread/contracts';
import { CsvError, parse } from 'csv-parse';
import { type ExpectedStudy, expectedStudy } from './records.ts';

export const maxExpected = 100_000;
const maxLineBytes = 8_192;

/**
 * A list of expected studies as CSV with a header line; commas, semicolons or tabs, whichever that line has most of. Only
 * the columns named below are looked at: such lists hold names of patients, which have no place here.
 *
 * @throws WetreadError invalid_request, naming the line; too_large
 */
export async function* expectedOfCsv(body: Readable): AsyncGenerator<ExpectedStudy> {
  const { delimiter, whole } = await peeked(body);
  const options = { columns: columnsOf, bom: true, trim: true, skip_empty_lines: true, info: true } as const;
  const table = parse({ ...options, delimiter, max_record_size: maxLineBytes });
  whole.on('error', (error) => table.destroy(error));
  try {
    for await (const { record, info } of whole.pipe(table)) yield studyOf(record, info.lines);
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    // The parser's own message would repeat cells.
    const { code, lines } = thrown as CsvError & { lines?: number };
    throw new WetreadError('invalid_request', `Line ${lines ?? 1} of the CSV cannot be read: ${code}.`);
  }
}

/** Looks at the first line, and gives back everything. */
async function peeked(body: Readable): Promise<{ delimiter: string; whole: Readable }> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const held: Buffer[] = [];
  for (let bytes = 0; bytes < maxLineBytes; ) {
    const { value, done } = await chunks.next();
    if (done) break;
    held.push(value);
    bytes += value.length;
    if (value.includes(10)) break;
  }
  async function* everything() {
    yield* held;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  const [header = ''] = Buffer.concat(held).toString('utf8').split('\n');
  return { delimiter: delimiterOf(header), whole: Readable.from(everything()) };
}

function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const count = (mark: string) => bare.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

type Column = keyof ExpectedStudy;

/** By their letters alone, whatever else is between them. */
const names: Readonly<Record<string, Column>> = {
  study: 'study',
  studyuid: 'study',
  studyinstanceuid: 'study',
  accession: 'accession',
  accessionno: 'accession',
  accessionnumber: 'accession',
  reference: 'reference',
};

function columnsOf(header: string[]) {
  const columns = header.map((name) => names[name.toLowerCase().replace(/[^a-z]/g, '')] ?? null);
  const named = columns.filter((name) => name !== null);
  if (new Set(named).size < named.length) throw wrong('Line 1 of the CSV names two columns that mean the same.');
  if (columns.includes('study') || columns.includes('accession')) return columns.map((name) => name ?? false);
  throw wrong('Line 1 of the CSV names neither a column study_instance_uid nor a column accession_number.');
}

function studyOf(cells: Partial<Record<Column, string>>, line: number): ExpectedStudy {
  const filled = Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== ''));
  const parsed = expectedStudy.safeParse(filled);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => path.join('.') || message).join(', ');
  throw wrong(`Line ${line} of the CSV is not valid: ${faults}.`);
}

/** What is on the list twice counts once, and no list is longer than a night may have. */
export async function* distinct(studies: AsyncIterable<ExpectedStudy>): AsyncGenerator<ExpectedStudy> {
  const seen = new Set<string>();
  for await (const one of studies) {
    const name = one.study ?? `accession ${one.accession}`;
    if (seen.has(name)) continue;
    if (seen.size >= maxExpected) throw new WetreadError('too_large', `A night has at most ${maxExpected} studies.`);
    seen.add(name);
    yield one;
  }
}

const wrong = (message: string): WetreadError => new WetreadError('invalid_request', message);
