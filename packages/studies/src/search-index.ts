import type { ObjectStorage } from '@wetread/storage';
import type { Redis } from 'ioredis';
import type { StudyRef } from './keys.ts';
import { LookupHash } from './lookup-hash.ts';
import type { StudyRecord } from './records.ts';
import { type Additions, exec } from './transaction.ts';

/** Scores within a list, ends included. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

const root = (tenant: string) => `wr:search:${tenant}`;
const ofStudy = ({ tenant, study }: StudyRef) => `${root(tenant)}:of:${study}`;
const everything: Bounds = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
const page = 200;

/** Study Date (0008,0020) as a score: 20260102 for the second of January. */
export const dateScore = (date: string): number => Number(date.replaceAll('-', ''));

/**
 * What DICOMweb searches look studies up in that have DICOM instances: Redis keys, all of which are rebuilt from storage with the
 * index of studies (I1). What names a patient stands in it under a keyed hash.
 */
export class SearchIndex {
  readonly #hash: LookupHash;
  readonly #redis: Redis;

  constructor(redis: Redis, storage: ObjectStorage) {
    this.#redis = redis;
    this.#hash = new LookupHash(storage);
  }

  /** Every study of a tenant, by the time of receipt. */
  readonly byReceipt = (tenant: string): string => `${root(tenant)}:received`;
  /** By `dateScore`. */
  readonly byDate = (tenant: string): string => `${root(tenant)}:date`;
  byPatient(tenant: string, patientId: string): Promise<string> {
    return this.#listOf('patient', tenant, patientId);
  }
  byAccession(tenant: string, accession: string): Promise<string> {
    return this.#listOf('accession', tenant, accession);
  }
  /** Of which no DICOM instance is stored: searches of DICOMweb do not find them. */
  #withoutInstances(tenant: string, accession: string): Promise<string> {
    return this.#listOf('accession-without-instances', tenant, accession);
  }
  readonly bySeries = (tenant: string, series: string): string => `${root(tenant)}:series:${series}`;

  /** May be done again, with later series. @param series those of stored DICOM instances; without one no search finds the study */
  async put(record: StudyRecord, series: readonly string[]): Promise<void> {
    const additions = await this.additions(record, series);
    if (!additions) return;
    const writing = this.#redis.multi();
    additions(writing);
    await exec(writing);
  }

  /** What `put` writes, where that is anything. */
  async additions(record: StudyRecord, series: readonly string[]): Promise<Additions | undefined> {
    const { tenant, study, studyDate, receivedAt } = record;
    const lists = await this.#listsOf(record, series);
    if (lists.length === 0) return undefined;
    return (writing) => {
      for (const list of lists) writing.zadd(list, Date.parse(receivedAt), study);
      if (series.length > 0 && studyDate !== undefined) {
        writing.zadd(this.byDate(tenant), dateScore(studyDate), study);
      }
      writing.sadd(ofStudy(record), ...lists, this.byDate(tenant));
    };
  }

  async #listsOf({ tenant, patientId, accession }: StudyRecord, series: readonly string[]): Promise<string[]> {
    if (series.length === 0) return accession === undefined ? [] : [await this.#withoutInstances(tenant, accession)];
    return [
      this.byReceipt(tenant),
      ...series.map((uid) => this.bySeries(tenant, uid)),
      ...(patientId === undefined ? [] : [await this.byPatient(tenant, patientId)]),
      ...(accession === undefined ? [] : [await this.byAccession(tenant, accession)]),
    ];
  }

  /** Whatever came in under an accession number, refused or not, the newest first of each kind. @param limit of each kind */
  async arrivedUnder(tenant: string, accession: string, limit: number): Promise<string[]> {
    const lists = await Promise.all([this.byAccession(tenant, accession), this.#withoutInstances(tenant, accession)]);
    const found = await Promise.all(lists.map((list) => this.#redis.zrevrange(list, 0, limit - 1)));
    return [...new Set(found.flat())];
  }

  async remove(ref: StudyRef): Promise<void> {
    const removal = this.#redis.multi().del(ofStudy(ref));
    for (const list of await this.#redis.smembers(ofStudy(ref))) removal.zrem(list, ref.study);
    await exec(removal);
  }

  /** Studies of a list, the highest score first, each once. @param skip so many first ones */
  async *walk(list: string, { min, max }: Bounds = everything, skip = 0): AsyncGenerator<string> {
    const seen = new Set<string>();
    for (let offset = skip; ; offset += page) {
      const some = await this.#redis.zrange(list, edge(max), edge(min), 'BYSCORE', 'REV', 'LIMIT', offset, page);
      for (const study of some) {
        if (seen.has(study)) continue;
        seen.add(study);
        yield study;
      }
      if (some.length < page) return;
    }
  }

  async #listOf(kind: string, tenant: string, value: string): Promise<string> {
    return `${root(tenant)}:${kind}:${await this.#hash.of(kind, tenant, value)}`;
  }
}

const edge = (score: number): string => (Number.isFinite(score) ? String(score) : score > 0 ? '+inf' : '-inf');
