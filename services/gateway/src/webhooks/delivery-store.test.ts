import { rm, writeFile } from 'node:fs/promises';
import { makeEvent, newUid, type StoredEvent } from '@wetread/contracts';
import { type ObjectStorage, openStorage } from '@wetread/storage';
import { type TempFolder, tempFolder } from '@wetread/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anew, type DeliveryRecord, newDelivery, settle } from '../domain/delivery.ts';
import { newEndpointId } from '../domain/endpoint.ts';
import { DeliveryStore } from './delivery-store.ts';

const tenant = 'north';
const night = Date.parse('2026-03-01T22:00:00Z');

let folder: TempFolder;
let storage: ObjectStorage;
let store: DeliveryStore;
beforeEach(async () => {
  folder = await tempFolder('deliveries');
  storage = await openStorage(`file://${folder.path}`);
  store = new DeliveryStore(storage);
});
afterEach(() => {
  vi.useRealTimers();
  return folder.remove();
});

function eventAt(seconds: number): StoredEvent {
  const data = { study: newUid(), revision: 1, images: 1, refusals: 0 };
  return makeEvent(tenant, 'study.received', data, { now: new Date(night + seconds * 1_000) });
}

const endpoints = (count: number): string[] => Array.from({ length: count }, newEndpointId);
const delivered = (event: StoredEvent, endpoint: string) => settle(newDelivery(event, endpoint), 'delivered');

const take = (event: StoredEvent, by: readonly string[], into = store): Promise<unknown> =>
  Promise.all(
    by.map((to) => [to, into.comes(event)] as const).map(([to, coming]) => coming.take(delivered(event, to))),
  );

async function objects(prefix: string): Promise<number> {
  let count = 0;
  for await (const _ of storage.list(`tenants/${tenant}/${prefix}`)) count++;
  return count;
}

async function logOf(endpoint: string, limit = 50): Promise<string[]> {
  const events: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(tenant, endpoint, limit, cursor);
    events.push(...page.deliveries.map(({ event }) => event));
    cursor = page.next;
  } while (cursor !== undefined);
  return events;
}

const idsOf = (events: readonly StoredEvent[]) => events.map(({ id }) => id);

describe('deliveries taken together', () => {
  it('are written together, and each is found', async () => {
    const event = eventAt(0);
    const hundred = endpoints(100);
    await take(event, hundred);
    expect([await objects('taken/'), await objects('deliveries/')]).toEqual([2, 0]);
    for (const endpoint of hundred) {
      expect(await store.find(tenant, endpoint, event)).toMatchObject({
        event: event.id,
        endpoint,
        status: 'delivered',
      });
    }
    const [stranger = ''] = endpoints(1);
    expect(await store.find(tenant, stranger, event)).toBeUndefined();
    expect(await store.find(tenant, hundred[0] as string, eventAt(0))).toBeUndefined();
  });

  it('have a record each where they are few', async () => {
    await take(eventAt(0), endpoints(3));
    expect([await objects('taken'), await objects('deliveries/')]).toEqual([0, 3]);
  });

  it('of several gateways do not overwrite each other', async () => {
    const event = eventAt(0);
    const [ours, theirs] = [endpoints(5), endpoints(5)];
    await Promise.all([take(event, ours), take(event, theirs, new DeliveryStore(storage))]);
    for (const endpoint of [...ours, ...theirs]) expect(await store.find(tenant, endpoint, event)).toBeDefined();
  });

  it('give way to what became of one later', async () => {
    const event = eventAt(0);
    const [first = '', ...others] = endpoints(5);
    await take(event, [first, ...others]);
    const before = (await store.find(tenant, first, event)) as DeliveryRecord;
    await store.put(tenant, event, anew(before));
    expect(await store.find(tenant, first, event)).toMatchObject({ status: 'pending' });
    expect((await store.list(tenant, first, 10)).deliveries).toMatchObject([{ event: event.id, status: 'pending' }]);
    expect(await store.find(tenant, others[0] as string, event)).toMatchObject({ status: 'delivered' });
  });

  it('wait for nobody once nobody else is under way', async () => {
    // No time passes.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const event = eventAt(0);
    const failing = store.comes(event);
    const taken = take(event, endpoints(5));
    failing.leave();
    await taken;
    await take(event, endpoints(1));
    expect([await objects('taken/'), await objects('deliveries/')]).toEqual([1, 1]);
  });

  it('are told of as written only when they are', async () => {
    const event = eventAt(0);
    const five = endpoints(5);
    await rm(folder.path, { recursive: true });
    await writeFile(folder.path, 'not a folder');
    const comings = five.map(() => store.comes(event));
    const told = await Promise.allSettled(five.map((to, i) => comings[i]?.take(delivered(event, to))));
    expect(told).toMatchObject(five.map(() => ({ status: 'rejected', reason: { code: 'storage_unavailable' } })));
    await rm(folder.path);
    storage = await openStorage(`file://${folder.path}`);
    await take(event, five);
    expect(await logOf(five[4] as string)).toEqual([event.id]);
  });
});

describe('the log of an endpoint', () => {
  it('has its own records and those in groups, newest first, page by page, and nothing of others', async () => {
    const [one = '', rare = '', ...others] = endpoints(6);
    // Over many of the ranges that marks are made for, some of which hold nothing of either.
    const events = Array.from({ length: 12 }, (_, i) => eventAt(i * 70));
    for (const [i, event] of events.entries()) {
      if (i % 3 === 0) await store.put(tenant, event, delivered(event, one));
      else await take(event, i === 7 ? [one, rare, ...others] : [one, ...others]);
    }
    const newestFirst = idsOf(events).reverse();
    // The events lie in 770 seconds.
    expect(await objects(`taken-marks/${one}/`)).toBeLessThanOrEqual(8);
    for (const limit of [1, 5, 50]) expect(await logOf(one, limit)).toEqual(newestFirst);
    expect(await logOf(rare)).toEqual([events[7]?.id]);
  });

  it('is gone through by time, bounds included', async () => {
    const five = endpoints(5);
    const events = [0, 50, 100, 150, 200, 250].map(eventAt);
    for (const event of events) await take(event, five);
    const range = { since: events[1]?.timestamp ?? '', until: events[4]?.timestamp ?? '' };
    const names = await Array.fromAsync(store.names(tenant, five[0] as string, range));
    const expected = idsOf(events.slice(1, 5)).reverse();
    expect(names.map((name) => name.slice('0000000000000-'.length, -'.json'.length))).toEqual(expected);
    expect(await Array.fromAsync(store.names(tenant, five[0] as string, range, names[1]))).toEqual(names.slice(2));
    const found = await store.findNamed(tenant, five[0] as string, names[0] as string);
    expect(found).toMatchObject({ event: expected[0], status: 'delivered' });
  });
});
