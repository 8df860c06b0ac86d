import { randomBytes } from 'node:crypto';
import { type Priority, WetreadError } from '@wetread/contracts';
import type { Redis } from 'ioredis';
import type { StudyRef } from './keys.ts';
import { type StudyStatus, studyStatuses } from './records.ts';
import { type Additions, exec } from './transaction.ts';

/** One line of a list of studies. Derived from storage, and rebuilt from it where Redis lost it (I1). */
export interface StudyRow extends StudyRef {
  readonly status: StudyStatus;
  /** 0 until the first revision is made. */
  readonly revision: number;
  readonly priority: Priority;
  /** RFC 3339, UTC. */
  readonly receivedAt: string;
  readonly updatedAt: string;
}

export interface StudyQuery {
  readonly status?: StudyStatus;
  /** RFC 3339; by time of receipt. */
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly cursor?: string;
}

export interface StudyPage {
  readonly studies: StudyRow[];
  readonly next?: string;
}

const rowKey = ({ tenant, study }: StudyRef) => `wr:study:${tenant}:${study}`;
const listKey = (tenant: string, status: StudyStatus | 'all') => `wr:studies:${tenant}:${status}`;
const pendingKey = 'wr:pending';
/** The same studies by tenant, for counting. */
const pendingOfKey = (tenant: string) => `wr:pending:${tenant}`;
/** Numbered, so that what a new index needs is filled in after an upgrade. */
const epochKey = 'wr:epoch:3';
const member = ({ tenant, study }: StudyRef) => `${tenant}/${study}`;

/** KEYS: all pending studies, those of the tenant. ARGV: member, study, mark. */
const clearIfUnchanged = `
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[3] then return end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('SREM', KEYS[2], ARGV[2])
`;

/** KEYS: rows. */
const readStamps = `
local stamps = {}
for i, row in ipairs(KEYS) do stamps[i] = redis.call('HGET', row, 'stamp') end
return stamps
`;

/** What lists and counts studies: Redis keys, all of which can be thrown away. */
export class StudyIndex {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Writes a row and moves the study to its status's list, at once. @param also what else is written with it */
  async put(row: StudyRow, also?: Additions): Promise<void> {
    const score = Date.parse(row.receivedAt);
    const stamp = randomBytes(9).toString('base64url');
    const move = this.#redis.multi().hset(rowKey(row), { ...row, revision: String(row.revision), stamp });
    move.zadd(listKey(row.tenant, 'all'), score, row.study);
    for (const status of studyStatuses) {
      if (status === row.status) move.zadd(listKey(row.tenant, status), score, row.study);
      else move.zrem(listKey(row.tenant, status), row.study);
    }
    also?.(move);
    await exec(move);
  }

  /**
   * One for each study, in one command. A stamp differs whenever the row was written again since; undefined where there is
   * no row. Whoever remembers what storage holds of a study keeps the stamp from before the look with it.
   */
  async stamps(refs: readonly StudyRef[]): Promise<(string | undefined)[]> {
    const found = (await this.#redis.eval(readStamps, refs.length, ...refs.map(rowKey))) as (string | null)[];
    return found.map((stamp) => stamp ?? undefined);
  }

  /** Whether a question would be answered now rather than after a time-out. */
  get isConnected(): boolean {
    return this.#redis.status === 'ready';
  }

  async remove(ref: StudyRef): Promise<void> {
    const removal = this.#redis
      .multi()
      .del(rowKey(ref))
      .zrem(pendingKey, member(ref))
      .srem(pendingOfKey(ref.tenant), ref.study);
    for (const status of ['all', ...studyStatuses] as const) removal.zrem(listKey(ref.tenant, status), ref.study);
    await exec(removal);
  }

  /** Newest first. */
  async list(tenant: string, query: StudyQuery): Promise<StudyPage> {
    const { status = 'all', since, until, limit, cursor } = query;
    const [from, after] = cursor === undefined ? [] : decodeCursor(cursor);
    const max = from ?? (until === undefined ? '+inf' : String(Date.parse(until)));
    const min = since === undefined ? '-inf' : String(Date.parse(since));
    const studies = await this.#page(listKey(tenant, status), max, min, limit + 1, after);
    const rows = await this.#rows(tenant, studies.slice(0, limit));
    const lastRow = rows.at(-1);
    return {
      studies: rows,
      ...(studies.length > limit && lastRow && { next: encodeCursor(lastRow) }),
    };
  }

  /** A study stays pending until the outside has been told of its end; `sweep` finds what got stuck before. */
  async markPending(ref: StudyRef): Promise<void> {
    const marking = this.#redis.multi().zadd(pendingKey, Date.now(), member(ref));
    await exec(marking.sadd(pendingOfKey(ref.tenant), ref.study));
  }

  /** As `markPending`. @returns the mark, for `clearPending`, where the study was not pending before */
  async markPendingAnew(ref: StudyRef): Promise<string | undefined> {
    const mark = Date.now();
    const added = await this.#redis.zadd(pendingKey, 'NX', mark, member(ref));
    if (added === 1) {
      await this.#redis.sadd(pendingOfKey(ref.tenant), ref.study);
      return String(mark);
    }
    await this.markPending(ref);
    return undefined;
  }

  /** The mark of a pending study, for `clearPending`; undefined where it is not pending. */
  async pendingMark(ref: StudyRef): Promise<string | undefined> {
    return (await this.#redis.zscore(pendingKey, member(ref))) ?? undefined;
  }

  /** With `mark`, only where the study was not marked again since: what came in meanwhile keeps it pending. */
  async clearPending(ref: StudyRef, mark?: string): Promise<void> {
    const ofTenant = pendingOfKey(ref.tenant);
    if (mark !== undefined) {
      await this.#redis.eval(clearIfUnchanged, 2, pendingKey, ofTenant, member(ref), ref.study, mark);
      return;
    }
    await exec(this.#redis.multi().zrem(pendingKey, member(ref)).srem(ofTenant, ref.study));
  }

  /** Of all tenants and of one, with one question. */
  async countPendingOf(tenant: string): Promise<{ readonly all: number; readonly own: number }> {
    const answers = await this.#redis.pipeline().zcard(pendingKey).scard(pendingOfKey(tenant)).exec();
    const [all = 0, own = 0] = (answers ?? []).map(([error, count]) => {
      if (error) throw error;
      return count as number;
    });
    return { all, own };
  }

  /** Of all tenants, or of one. */
  countPending(tenant?: string): Promise<number> {
    return tenant === undefined ? this.#redis.zcard(pendingKey) : this.#redis.scard(pendingOfKey(tenant));
  }

  /** Pending studies that nothing has touched for `idleMs`, the oldest first. */
  async stuck(idleMs: number, limit: number): Promise<StudyRef[]> {
    const found = await this.#redis.zrange(
      pendingKey,
      '-inf',
      String(Date.now() - idleMs),
      'BYSCORE',
      'LIMIT',
      0,
      limit,
    );
    return found.map((text) => {
      const [tenant = '', study = ''] = text.split('/');
      return { tenant, study };
    });
  }

  /** Whether this Redis has been filled from storage; false after it was wiped. */
  async isFilled(): Promise<boolean> {
    return (await this.#redis.exists(epochKey)) === 1;
  }

  async markFilled(): Promise<void> {
    await this.#redis.set(epochKey, new Date().toISOString());
  }

  /** Studies received in the same millisecond are told apart by their UID, so that no page repeats or skips one. */
  async #page(key: string, max: string, min: string, count: number, after: string | undefined): Promise<string[]> {
    const found: string[] = [];
    for (let offset = 0; found.length < count; offset += count) {
      const batch = await this.#redis.zrange(key, max, min, 'BYSCORE', 'REV', 'LIMIT', offset, count, 'WITHSCORES');
      for (let i = 0; i < batch.length; i += 2) {
        const [study = '', score = ''] = [batch[i], batch[i + 1]];
        if (after === undefined || score !== max || study < after) found.push(study);
      }
      if (batch.length < 2 * count) break;
    }
    return found.slice(0, count);
  }

  async #rows(tenant: string, studies: string[]): Promise<StudyRow[]> {
    const reading = this.#redis.pipeline();
    for (const study of studies) reading.hgetall(rowKey({ tenant, study }));
    const answers = (await reading.exec()) ?? [];
    return answers.flatMap(([, hash]) => {
      const { stamp: _, ...row } = hash as Record<string, string>;
      return row.study === undefined ? [] : [{ ...row, revision: Number(row.revision) } as unknown as StudyRow];
    });
  }
}

const encodeCursor = (row: StudyRow): string =>
  Buffer.from(`${Date.parse(row.receivedAt)} ${row.study}`).toString('base64url');

/** @throws WetreadError invalid_request: starting over instead would repeat the first page without end */
function decodeCursor(cursor: string): [string, string] {
  const [, score, study] = /^(\d+) ([\d.]+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (score && study) return [score, study];
  throw new WetreadError('invalid_request', 'The cursor is not one that a page of this list gave.');
}
