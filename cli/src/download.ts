import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiError } from '@wetread/client';

interface Streamed {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * Passes a text answer on as it comes: to standard output, or into a file that appears once it is whole.
 *
 * @param answered a request made with `parseAs: 'stream'`
 * @throws ApiError
 */
export async function download(answered: Streamed, file: string | undefined): Promise<void> {
  const { data, error, response } = answered;
  if (!response.ok) throw ApiError.from(response, error);
  const body = Readable.fromWeb(data as never);
  // Standard output belongs to the process and stays open.
  if (file === undefined) return pipeline(body, process.stdout, { end: false });
  const part = `${file}.part`;
  try {
    await pipeline(body, createWriteStream(part, { flags: 'wx' }));
    await rename(part, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') await rm(part, { force: true });
    throw cause;
  }
}
