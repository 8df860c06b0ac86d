import { WetreadError } from '@wetread/contracts';
import { type Dispatcher, request } from 'undici';

/** One GET. @param timeoutMs without a byte. @throws WetreadError storage_unavailable, where nobody answers */
export async function ask(
  url: URL,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, { headers, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  } catch (cause) {
    throw new WetreadError('storage_unavailable', `The registry at ${url.host} did not answer.`, { cause });
  }
}
