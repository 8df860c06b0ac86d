import { randomBytes } from 'node:crypto';
import type { ObjectStorage } from '@wetread/storage';
import { exec, LookupHash, type StudyRef } from '@wetread/studies';
import type { Redis } from 'ioredis';
import type { Bundle } from './device.ts';

/** One study with a summary, as searches find it. Times in milliseconds since 1970. */
export interface ReportEntry extends StudyRef {
  readonly lastUpdated: number;
  readonly effective: number;
  readonly patientId?: string | undefined;
  readonly accession?: string | undefined;
  readonly bundle: Bundle;
}

/** A list of studies in the index; newest first. */
export interface Range {
  readonly list: string;
  readonly min: number;
  readonly max: number;
}

export interface Place {
  readonly score: number;
  readonly study: string;
}

const root = (tenant: string) => `wr:fhir:${tenant}`;
const ofStudy = ({ tenant, study }: StudyRef) => `${root(tenant)}:of:${study}`;
const devicesKey = (tenant: string) => `${root(tenant)}:devices`;
const filledKey = 'wr:fhir-filled';
const fillingKey = 'wr:fhir-filling';

const markIfSame = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[2], '1') return 1 end return 0`;

/**
 * What FHIR searches look studies up in: Redis keys, all of which are rebuilt from storage (I1). Patients' identifiers and
 * accession numbers stand in it under a keyed hash.
 */
export class ReportIndex {
  readonly #redis: Redis;
  readonly #hash: LookupHash;

  constructor(redis: Redis, storage: ObjectStorage) {
    this.#redis = redis;
    this.#hash = new LookupHash(storage);
  }

  /** Every report of a tenant, by the time of its last change. */
  readonly byUpdate = (tenant: string): string => `${root(tenant)}:updated`;
  /** Every report of a tenant, by the time that it is about. */
  readonly byEffective = (tenant: string): string => `${root(tenant)}:effective`;
  byPatient(tenant: string, patientId: string): Promise<string> {
    return this.#listOf(tenant, 'patient', patientId);
  }
  byAccession(tenant: string, accession: string): Promise<string> {
    return this.#listOf(tenant, 'accession', accession);
  }

  async put(entry: ReportEntry): Promise<void> {
    const { tenant, study, patientId, accession, bundle } = entry;
    const lists = [
      this.byUpdate(tenant),
      ...(patientId === undefined ? [] : [await this.byPatient(tenant, patientId)]),
      ...(accession === undefined ? [] : [await this.byAccession(tenant, accession)]),
    ];
    const writing = this.#redis.multi();
    // A slower writer that saw an older state must not take a report back in time.
    for (const list of lists) writing.zadd(list, 'GT', entry.lastUpdated, study);
    writing.zadd(this.byEffective(tenant), entry.effective, study);
    writing.set(ofStudy(entry), JSON.stringify([...lists, this.byEffective(tenant)]));
    writing.hset(devicesKey(tenant), bundle.digest, JSON.stringify(bundle));
    await exec(writing);
  }

  async remove(ref: StudyRef): Promise<void> {
    const lists = JSON.parse((await this.#redis.get(ofStudy(ref))) ?? '[]') as string[];
    const removal = this.#redis.multi().del(ofStudy(ref));
    for (const list of lists) removal.zrem(list, ref.study);
    await exec(removal);
  }

  /** At most `count` studies of a range, from `start` on, which is part of it. */
  async read({ list, min, max }: Range, count: number, start?: Place): Promise<Place[]> {
    const found: Place[] = [];
    const from = start === undefined ? max : Math.min(start.score, max);
    for (let offset = 0; found.length < count; offset += count) {
      const batch = await this.#redis.zrange(
        list,
        edge(from),
        edge(min),
        'BYSCORE',
        'REV',
        'LIMIT',
        offset,
        count,
        'WITHSCORES',
      );
      for (let i = 0; i < batch.length; i += 2) {
        const place = { study: batch[i] ?? '', score: Number(batch[i + 1]) };
        if (!start || place.score < start.score || place.study <= start.study) found.push(place);
      }
      if (batch.length < 2 * count) break;
    }
    return found.slice(0, count);
  }

  /** The bundles that wrote any of the tenant's summaries. */
  async bundles(tenant: string): Promise<Bundle[]> {
    return Object.values(await this.#redis.hgetall(devicesKey(tenant))).map((text) => JSON.parse(text) as Bundle);
  }

  async isFilled(): Promise<boolean> {
    return (await this.#redis.exists(filledKey)) === 1;
  }

  /** Fills it with `work`, and marks it as filled unless Redis lost what was written meanwhile. @returns whether it did */
  async fill(work: () => Promise<void>): Promise<boolean> {
    const run = randomBytes(9).toString('base64url');
    await this.#redis.set(fillingKey, run);
    await work();
    return (await this.#redis.eval(markIfSame, 2, fillingKey, filledKey, run)) === 1;
  }

  async #listOf(tenant: string, kind: string, value: string): Promise<string> {
    return `${root(tenant)}:${kind}:${await this.#hash.of(kind, tenant, value)}`;
  }
}

const edge = (score: number): string => (Number.isFinite(score) ? String(score) : score > 0 ? '+inf' : '-inf');
