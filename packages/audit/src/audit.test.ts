import { WetreadError } from '@wetread/contracts';
import { type ObjectStorage, openStorage } from '@wetread/storage';
import { tempFolder, waitFor } from '@wetread/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { AuditLog, type AuditLogOptions, type AuditQuery, listAudit, type NewAuditEntry } from './index.ts';

let storage: ObjectStorage;
let broken = false;
let writes = 0;
const logs: AuditLog[] = [];

beforeEach(async () => {
  const folder = await tempFolder('audit');
  const real = await openStorage(`file://${folder.path}`);
  [broken, writes] = [false, 0];
  storage = Object.create(real, {
    get: { value: (key: string) => real.get(key) },
    list: { value: (prefix: string, startAfter?: string) => real.list(prefix, startAfter) },
    putIfAbsent: {
      value: (key: string, body: Uint8Array) => {
        writes++;
        if (broken) throw new WetreadError('storage_unavailable', 'down');
        return real.putIfAbsent(key, body);
      },
    },
  }) as ObjectStorage;
  return async () => {
    broken = false;
    for (const log of logs.splice(0)) await log.close();
    await folder.remove();
  };
});

function open(options: Partial<AuditLogOptions> = {}): AuditLog {
  const log = new AuditLog(storage, { flushMs: 3_600_000, ...options });
  logs.push(log);
  return log;
}

const entry = (number: number, rest: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
  tenant: 'north',
  service: 'gateway',
  actor: { kind: 'key', id: 'k1' },
  operation: 'getStudy',
  method: 'GET',
  outcome: 'success',
  status: 200,
  objects: [{ type: 'studies', id: `1.${number}` }],
  requestId: `req_${number}`,
  ...rest,
});

const listed = async (query: Partial<AuditQuery> = {}, tenant = 'north') =>
  (await listAudit(storage, tenant, { limit: 1_000, ...query })).entries.map(({ requestId }) => requestId);

async function allPages(limit: number, query: Partial<AuditQuery> = {}): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAudit(storage, 'north', { ...query, limit, cursor });
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    found.push(...page.entries.map(({ requestId }) => requestId));
    cursor = page.next;
  } while (cursor !== undefined && found.length < 10_000);
  return found;
}

describe('the audit log', () => {
  it('is stored when settled, by many who wait in few writes, and each tenant sees its own', async () => {
    const log = open();
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => {
        log.record(entry(i, { tenant: i % 2 ? 'south' : 'north' }));
        return log.settle();
      }),
    );
    expect(await listed()).toHaveLength(50);
    expect(await listed({}, 'south')).toHaveLength(50);
    expect(await listed({}, 'west')).toEqual([]);
    expect(writes).toBeLessThanOrEqual(8);
  });

  it('is stored after its time without being asked', async () => {
    open({ flushMs: 20 }).record(entry(1));
    await waitFor(async () => (await listed()).length === 1);
  });

  it('is stored by closing', async () => {
    const log = open();
    log.record(entry(1));
    await log.close();
    expect(await listed()).toEqual(['req_1']);
  });

  it('keeps what the storage does not take, in order, and says so to who waits', async () => {
    const failures: number[] = [];
    const log = open({ onFailure: (_, held) => failures.push(held) });
    broken = true;
    log.record(entry(1));
    await expect(log.settle()).rejects.toMatchObject({ code: 'storage_unavailable' });
    log.record(entry(2));
    await expect(log.settle()).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(failures).toEqual([1, 2]);
    broken = false;
    await log.settle();
    expect(await listed()).toEqual(['req_1', 'req_2']);
  });

  it('lets nothing more in when it holds as much as it may (I6)', async () => {
    const log = open({ maxHeld: 3 });
    for (let i = 0; i < 3; i++) {
      log.admit();
      log.record(entry(i));
    }
    expect(() => log.admit()).toThrow(expect.objectContaining({ code: 'storage_unavailable', retryAfterS: 5 }));
    await log.settle();
    log.admit();
  });

  it('never writes over an entry: a name is used once', async () => {
    const [one, other] = [open(), open()];
    for (let i = 0; i < 20; i++) {
      one.record(entry(i));
      other.record(entry(100 + i));
      await Promise.all([one.settle(), other.settle()]);
    }
    expect(await listed()).toHaveLength(40);
  });
});

describe('a list', () => {
  const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 2, 1, 21, minute, second));
  beforeEach(async () => {
    const log = open();
    // Written out of order, as after an outage.
    for (const minute of [5, 3, 4, 59, 61]) {
      for (let second = 0; second < 10; second++) log.record(entry(100 * minute + second, { at: at(minute, second) }));
      await log.settle();
    }
  });

  it('is oldest first, page by page without gap or repeat', async () => {
    const all = await listed();
    expect(all).toHaveLength(50);
    expect(all.slice(0, 11)).toEqual([...Array.from({ length: 10 }, (_, i) => `req_${300 + i}`), 'req_400']);
    for (const limit of [1, 7, 10, 25, 50]) expect(await allPages(limit)).toEqual(all);
  });

  it('is cut by time, to the millisecond', async () => {
    const since = at(3, 8).toISOString();
    const until = at(5, 1).toISOString();
    const expected = [
      'req_308',
      'req_309',
      ...Array.from({ length: 10 }, (_, i) => `req_${400 + i}`),
      'req_500',
      'req_501',
    ];
    expect(await listed({ since, until })).toEqual(expected);
    expect(await allPages(3, { since, until })).toEqual(expected);
    expect(await listed({ since: at(60).toISOString() })).toHaveLength(10);
    expect(await listed({ since: at(90).toISOString() })).toEqual([]);
  });

  it.each(['bm9uc2Vuc2U', Buffer.from('../../south/2026-03-01/21/04-0000000000001-x.jsonl 0').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      await expect(listed({ cursor })).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );
});
