import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import type { z } from 'zod';
import {
  type ExpectedStudy,
  expectedStudy,
  type NightClosing,
  type NightRecord,
  type NightRow,
  nightClosing,
  nightRecord,
  nightRow,
} from './records.ts';

export interface NightRef {
  readonly tenant: string;
  readonly night: string;
}

const nightsPrefix = (tenant: string) => `tenants/${tenant}/nights/`;
const folder = ({ tenant, night }: NightRef) => `${nightsPrefix(tenant)}${night}`;
const recordKey = (ref: NightRef) => `${folder(ref)}/night.json`;
const expectedKey = (ref: NightRef) => `${folder(ref)}/expected.jsonl`;
const rowsKey = (ref: NightRef) => `${folder(ref)}/report.jsonl`;
const closingKey = (ref: NightRef) => `${folder(ref)}/closed.json`;
const openPrefix = 'open-nights/';
const openKey = ({ tenant, night }: NightRef) => `${openPrefix}${tenant}/${night}.json`;
const lastMoment = 9_999_999_999_999;
const listPrefix = (tenant: string) => `tenants/${tenant}/night-list/`;
const listKey = ({ tenant, createdAt, id }: NightRecord) =>
  `${listPrefix(tenant)}${String(lastMoment - Date.parse(createdAt)).padStart(13, '0')}-${id}.json`;

const empty = Buffer.from('{}\n');
export const refOfNight = ({ tenant, id }: NightRecord): NightRef => ({ tenant, night: id });

/** Nights in object storage. The closing is written once, and its rows before it. */
export class NightStore {
  readonly #storage: ObjectStorage;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** The expected studies come first, as a stream; only with its record is there a night. @returns their number */
  async putExpected(ref: NightRef, studies: AsyncIterable<ExpectedStudy>): Promise<number> {
    let count = 0;
    async function* lines() {
      for await (const study of studies) {
        count++;
        yield `${JSON.stringify(study)}\n`;
      }
    }
    await this.#storage.put(expectedKey(ref), Readable.from(lines(), { objectMode: false }));
    return count;
  }

  async create(night: NightRecord): Promise<void> {
    const ref = refOfNight(night);
    await this.#storage.put(openKey(ref), empty);
    await this.#storage.put(listKey(night), empty);
    await this.#storage.putIfAbsent(recordKey(ref), encodeRecord(night));
  }

  async forgetExpected(ref: NightRef): Promise<void> {
    await this.#storage.delete(expectedKey(ref));
  }

  find(ref: NightRef): Promise<NightRecord | undefined> {
    return findRecord(this.#storage, recordKey(ref), nightRecord);
  }

  /** @throws WetreadError not_found */
  async get(ref: NightRef): Promise<NightRecord> {
    const night = await this.find(ref);
    if (!night) throw new WetreadError('not_found', `This tenant has no night ${ref.night}.`);
    return night;
  }

  /** The newest first. */
  async list(tenant: string, limit: number): Promise<NightRecord[]> {
    const prefix = listPrefix(tenant);
    const found: NightRecord[] = [];
    for await (const { key } of this.#storage.list(prefix)) {
      const night = await this.find({ tenant, night: key.slice(prefix.length + 14, -'.json'.length) });
      if (night && found.push(night) === limit) break;
    }
    return found;
  }

  expected(ref: NightRef): AsyncIterable<ExpectedStudy> {
    return this.#lines(expectedKey(ref), expectedStudy);
  }

  findClosing(ref: NightRef): Promise<NightClosing | undefined> {
    return findRecord(this.#storage, closingKey(ref), nightClosing);
  }

  rows(ref: NightRef): AsyncIterable<NightRow> {
    return this.#lines(rowsKey(ref), nightRow);
  }

  async putRows(ref: NightRef, rows: AsyncIterable<NightRow>): Promise<void> {
    async function* lines() {
      for await (const row of rows) yield `${JSON.stringify(row)}\n`;
    }
    await this.#storage.put(rowsKey(ref), Readable.from(lines(), { objectMode: false }));
  }

  /** @returns the first closing of the night, which stays its only one (I3) */
  async close(ref: NightRef, closing: NightClosing): Promise<NightClosing> {
    if (await this.#storage.putIfAbsent(closingKey(ref), encodeRecord(closing))) return closing;
    return (await this.findClosing(ref)) ?? closing;
  }

  async markClosed(ref: NightRef): Promise<void> {
    await this.#storage.delete(openKey(ref));
  }

  /** Of every tenant. */
  async *listOpen(): AsyncIterable<NightRef> {
    for await (const { key } of this.#storage.list(openPrefix)) {
      const [tenant = '', name = ''] = key.slice(openPrefix.length).split('/');
      yield { tenant, night: name.replace(/\.json$/, '') };
    }
  }

  async *#lines<S extends z.ZodType>(key: string, schema: S): AsyncGenerator<z.infer<S>> {
    const input = await this.#storage.getStream(key);
    try {
      for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
        yield schema.parse(JSON.parse(line));
      }
    } finally {
      input.destroy();
    }
  }
}
