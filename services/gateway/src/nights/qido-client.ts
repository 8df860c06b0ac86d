import { studyUid, WetreadError } from '@wetread/contracts';
import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import type { AddressRules } from '../domain/address-rules.ts';
import { type GuardedAgentOptions, guardedAgent } from '../webhooks/guarded-agent.ts';
import { accessionNumber, type ExpectedStudy } from './records.ts';

/** QIDO-RS, PS3.18 10.6: asks a PACS which studies it has. */
export interface QidoQuery {
  /** DICOMweb address, to which `/studies` is added. */
  readonly url: string;
  /** Attributes to match, by keyword or tag. */
  readonly match: Readonly<Record<string, string>>;
  /** Sent once, and kept nowhere. */
  readonly authorization?: string | undefined;
}

const STUDY_INSTANCE_UID = '0020000D';
const ACCESSION_NUMBER = '00080050';
const page = 500;
const maxPages = 200;
const maxPageBytes = 20_000_000;
const timeoutMs = 30_000;

/** What a PACS writes as an accession number and is none does not keep its study off the list. */
const accession = z
  .object({ Value: z.tuple([accessionNumber]).rest(z.unknown()) })
  .optional()
  .catch(undefined);
const answer = z.array(
  z.looseObject({
    [STUDY_INSTANCE_UID]: z.object({ Value: z.array(studyUid).min(1) }),
    [ACCESSION_NUMBER]: accession,
  }),
);

/** Goes only where webhooks may go: the PACS is named by a customer, too. */
export class QidoClient {
  readonly #rules: AddressRules;
  readonly #agent: Dispatcher;

  constructor(rules: AddressRules, way: Pick<GuardedAgentOptions, 'tls' | 'proxy'>) {
    this.#rules = rules;
    this.#agent = guardedAgent(rules, { connections: 8, timeoutMs, ...way });
  }

  /** Page by page. @throws WetreadError address_refused, invalid_request, pacs_unavailable */
  async *studies(query: QidoQuery): AsyncGenerator<ExpectedStudy> {
    let last: string | undefined;
    for (let number = 0; number < maxPages; number++) {
      const found = await this.#page(query, number * page);
      const [first] = found;
      // A PACS that knows no offset sends its first page again.
      if (first === undefined || first.study === last) return;
      last = first.study;
      yield* found;
      if (found.length < page) return;
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #page({ url, match, authorization }: QidoQuery, offset: number): Promise<ExpectedStudy[]> {
    const target = this.#rules.checkUrl(`${url.replace(/\/+$/, '')}/studies`);
    for (const [name, value] of Object.entries(match)) target.searchParams.set(name, value);
    target.searchParams.set('limit', String(page));
    target.searchParams.set('offset', String(offset));
    const headers = { accept: 'application/dicom+json', ...(authorization && { authorization }) };
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      // Redirects are not followed: the address they lead to was never agreed on.
      const response = await request(target, { dispatcher: this.#agent, headers, signal });
      return studiesOf(response.statusCode, await bodyOf(response.body));
    } catch (thrown) {
      throw toPacsError(thrown);
    }
  }
}

async function bodyOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxPageBytes) throw unavailable('its answer is too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function studiesOf(status: number, body: string): ExpectedStudy[] {
  // 204: nothing matches.
  if (status === 204 || (status === 200 && body.trim() === '')) return [];
  if (status !== 200) throw unavailable(`it answered ${status}`);
  const parsed = answer.safeParse(parseJson(body));
  if (!parsed.success) throw unavailable('its answer is not a list of studies as DICOM JSON');
  return parsed.data.map((found) => {
    const [number] = found[ACCESSION_NUMBER]?.Value ?? [];
    return { study: found[STUDY_INSTANCE_UID]?.Value[0] as string, ...(number !== undefined && { accession: number }) };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toPacsError(thrown: unknown): WetreadError {
  if (thrown instanceof WetreadError) return thrown;
  const { name, cause } = thrown as { name?: string; cause?: unknown };
  if (cause instanceof WetreadError) return cause;
  return unavailable(name === 'TimeoutError' ? 'it did not answer in time' : 'it cannot be reached', thrown);
}

const unavailable = (reason: string, cause?: unknown): WetreadError =>
  new WetreadError('pacs_unavailable', `The PACS could not be asked: ${reason}.`, { cause, retryAfterS: 30 });
