import type { Readable } from 'node:stream';
import { WetreadError } from '@wetread/contracts';
import type { KeptNames } from '@wetread/deidentification';
import type { JobQueues } from '@wetread/queues';
import { distinct, expectedOfCsv } from './expected.ts';
import { type NightRef, refOfNight } from './night-store.ts';
import { type ShownRow, withOriginals } from './original-rows.ts';
import type { QidoClient, QidoQuery } from './qido-client.ts';
import { type ExpectedStudy, type NightClosing, type NightCounts, type NightRecord, newNightId } from './records.ts';
import { counted, noCounts, type ReportParts, rowsOf } from './report.ts';

export interface NewNight {
  readonly date: string;
  readonly closes_at?: string | undefined;
  readonly from:
    | { readonly studies: readonly ExpectedStudy[] }
    | { readonly csv: Readable }
    | { readonly qido: QidoQuery };
}

export interface NightReport {
  readonly night: NightRecord;
  readonly closing: NightClosing | undefined;
  readonly counts: NightCounts;
  /** The first of them. */
  readonly gaps: ShownRow[];
}

export interface NightDeskParts extends ReportParts {
  readonly qido: QidoClient;
  readonly queues: JobQueues;
}

const mostGaps = 1_000;
const mostNights = 100;

/** Takes the expected studies of a night in, and says what became of them. */
export class NightDesk {
  readonly #parts: NightDeskParts;

  constructor(parts: NightDeskParts) {
    this.#parts = parts;
  }

  /** @throws WetreadError invalid_request, too_large, address_refused, pacs_unavailable */
  async take(tenant: string, { date, closes_at, from }: NewNight): Promise<NightRecord> {
    const { nights, queues } = this.#parts;
    const now = new Date();
    const ref = { tenant, night: newNightId() };
    const count = await nights.putExpected(ref, await this.#hidden(ref, distinct(this.#studiesOf(from))));
    if (count === 0) {
      await nights.forgetExpected(ref);
      throw new WetreadError('invalid_request', 'No study is expected: the list is empty.');
    }
    const night: NightRecord = {
      id: ref.night,
      tenant,
      date,
      createdAt: now.toISOString(),
      closesAt: closes_at === undefined ? now.toISOString() : new Date(closes_at).toISOString(),
      expected: { from: kindOf(from), count },
    };
    await nights.create(night);
    await queues.add('night.close', ref);
    return night;
  }

  async list(tenant: string) {
    const nights = await this.#parts.nights.list(tenant, mostNights);
    return Promise.all(
      nights.map(async (night) => ({ night, closing: await this.#parts.nights.findClosing(refOfNight(night)) })),
    );
  }

  /** The rows as they were when the night was closed, or as of now. @param originals with what the hospital calls its studies. @throws WetreadError not_found */
  async rows(ref: NightRef, originals = false) {
    const { nights, names } = this.#parts;
    const night = await nights.get(ref);
    const closing = await nights.findClosing(ref);
    const rows = closing ? nights.rows(ref) : rowsOf(this.#parts, ref);
    return { night, closing, rows: originals ? withOriginals(names, ref, rows) : rows };
  }

  /** @throws WetreadError not_found */
  async report(ref: NightRef, originals = false): Promise<NightReport> {
    const { night, closing, rows } = await this.rows(ref, originals);
    let counts = noCounts;
    const gaps: ShownRow[] = [];
    for await (const row of rows) {
      counts = counted(counts, row);
      if (row.gap !== undefined && gaps.length < mostGaps) gaps.push(row);
    }
    return { night, closing, counts, gaps };
  }

  /** Of a tenant that had files de-identified, the list may name patients' studies as the hospital does. */
  async #hidden({ tenant, night }: NightRef, studies: AsyncIterable<ExpectedStudy>) {
    const names = await this.#parts.names.ofList(tenant, night);
    return names ? hiding(names, studies) : studies;
  }

  async *#studiesOf(from: NewNight['from']): AsyncGenerator<ExpectedStudy> {
    if ('studies' in from) yield* from.studies;
    else if ('csv' in from) yield* expectedOfCsv(from.csv);
    else yield* this.#parts.qido.studies(from.qido);
  }
}

async function* hiding(names: KeptNames, studies: AsyncIterable<ExpectedStudy>): AsyncGenerator<ExpectedStudy> {
  for await (const { study, accession, ...rest } of studies) yield { ...rest, ...names.hide({ study, accession }) };
}

const kindOf = (from: NewNight['from']) => ('studies' in from ? 'list' : 'csv' in from ? 'csv' : 'qido');
