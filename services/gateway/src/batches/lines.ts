import { studyUid } from '@wetread/contracts';
import { z } from 'zod';
import type { Item } from './segments.ts';

export const maxLineBytes = 8_192;

/** One line of an upload, without its end; undefined where it is longer than `maxBytes`, of which nothing is kept. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<string | undefined> {
  let held: Buffer[] = [];
  let bytes = 0;
  const take = (part: Buffer) => {
    bytes += part.length;
    if (bytes <= maxBytes) held.push(part);
    else held = [];
  };
  const line = () => {
    const text = bytes > maxBytes ? undefined : Buffer.concat(held).toString('utf8').replace(/\r$/, '');
    held = [];
    bytes = 0;
    return text;
  };
  for await (const chunk of chunks) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      take(rest.subarray(0, end));
      yield line();
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) take(Buffer.from(rest));
  }
  if (bytes > 0) yield line();
}

export const customId = z
  .string()
  .min(1)
  .max(128)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
  .regex(/^[^\x00-\x1f\x7f]+$/, 'no control characters');

const study = z.object({ study: studyUid });
const summaryUrl = /^\/v1\/studies\/([\d.]{1,64})\/summary$/;

const requestLine = z.object({
  custom_id: customId.optional(),
  method: z.enum(['GET', 'POST']).optional(),
  url: z.string().max(200).optional(),
  study: studyUid.optional(),
  body: study.optional(),
});

/**
 * The item that a line asks for. The study stands in `study`, or, as in lines of the OpenAI Batch API, in the `body` or the
 * `url`.
 *
 * @param number of the line, from 1: names it where it has no `custom_id`
 */
export function itemOfLine(line: string | undefined, number: number): Item {
  const name = `line-${number}`;
  if (line === undefined) return broken(name, 'line_too_long', 'The line is longer than allowed.');
  const parsed = requestLine.safeParse(parseJson(line));
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path }) => path.join('.') || 'line').join(', ');
    return broken(name, 'invalid_line', `Line ${number} is not as documented: ${fields}.`);
  }
  const { custom_id, study: named, body, url } = parsed.data;
  const found = studyUid.safeParse(named ?? body?.study ?? summaryUrl.exec(url ?? '')?.[1]);
  if (!found.success) return broken(custom_id ?? name, 'invalid_line', `Line ${number} names no study.`);
  return { custom_id: custom_id ?? found.data, study: found.data };
}

const broken = (custom_id: string, code: string, message: string): Item => ({ custom_id, error: { code, message } });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
