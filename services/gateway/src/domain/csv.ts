import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

/**
 * A table by RFC 4180 as a stream. Cells that a spreadsheet would take for a formula get an apostrophe: names and texts come
 * from outside.
 */
export function csvOf(columns: readonly string[], rows: AsyncIterable<readonly (string | number)[]>): Readable {
  const table = stringify({ header: true, columns: [...columns], escape_formulas: true, record_delimiter: 'windows' });
  const source = Readable.from(rows);
  source.on('error', (error) => table.destroy(error));
  table.once('close', () => source.destroy());
  return source.pipe(table);
}
