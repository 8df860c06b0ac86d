import { makeEvent } from '@wetread/contracts';
import { openStorage } from '@wetread/storage';
import { type RedisServer, startRedis, type TempFolder, tempFolder } from '@wetread/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  hasLateFiles,
  type InstanceRecord,
  keys,
  type ResultRecord,
  type RevisionRecord,
  rowOf,
  StudyIndex,
  type StudyRow,
  StudyStore,
  viewStudy,
} from './index.ts';

const at = '2026-03-01T02:03:04.000Z';
const ref = { tenant: 'north', study: '1.2.3' };
const digest = 'ab'.repeat(32);

let folder: TempFolder;
let store: StudyStore;
let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  folder = await tempFolder('studies');
  store = new StudyStore(await openStorage(`file://${folder.path}`));
  await redis.flushall();
  return () => folder.remove();
});

const study = (over = {}) => ({
  ...ref,
  receivedAt: at,
  source: 'stow' as const,
  priority: 'routine' as const,
  ...over,
});

const instance = (sop: string, over: Partial<InstanceRecord> = {}): InstanceRecord => ({
  sop,
  format: 'dicom',
  view: 'frontal',
  width: 10,
  height: 10,
  bytes: 100,
  sha256: digest,
  receivedAt: at,
  ...over,
});

const revision = (number: number, instances: string[], images = instances): RevisionRecord => ({
  study: ref.study,
  revision: number,
  createdAt: at,
  priority: 'routine',
  instances,
  images: images.map((sop) => ({ sop, sha256: digest, render: keys.renderKey(ref, sop), view: 'frontal' })),
  refusals: [],
});

const result = (number: number, text: string): ResultRecord => ({
  id: `res_${number}`,
  ...ref,
  revision: number,
  createdAt: at,
  text,
  findings: text,
  impression: '',
  preliminary: true,
  machineMade: true,
  notice: 'Preliminary.',
  bundle: { name: 'demo', version: '1', digest },
  prompt: { system: '', template: '', question: '' },
  decoding: { temperature: 0, topP: 1, repetitionPenalty: 1, maxNewTokens: 1, seed: null, engine: 'onnx' },
  images: [],
  tokens: { prompt: 1, completion: 1 },
  stopReason: 'stop',
  timings: { waitMs: 0, encodeMs: 0, firstTokenMs: 0, decodeMs: 0, totalMs: 0 },
});

describe('the status of a study', () => {
  it('follows from what is stored, step by step', async () => {
    expect(await viewStudy(store, ref)).toBeUndefined();
    await store.putStudy(study());
    await store.putInstance(ref, instance('1.1'));
    expect(await viewStudy(store, ref)).toMatchObject({ status: 'received' });
    await store.putRevision(ref, revision(1, ['1.1']));
    expect(await viewStudy(store, ref)).toMatchObject({ status: 'queued' });
    await store.putResult(result(1, 'clear'));
    expect(await viewStudy(store, ref)).toMatchObject({ status: 'summarized', result: { text: 'clear' } });
  });

  it('is refused where no image of the revision can be read, and failed where reading gave up', async () => {
    await store.putStudy(study());
    await store.putRevision(ref, revision(1, ['1.1'], []));
    expect(await viewStudy(store, ref)).toMatchObject({ status: 'refused' });
    await store.putRevision(ref, revision(2, ['1.1', '1.2']));
    await store.putFailure({ ...ref, revision: 2, createdAt: at, code: 'internal', message: 'gave up' });
    expect(await viewStudy(store, ref)).toMatchObject({ status: 'failed', failure: { code: 'internal' } });
  });

  it('sees files that came after the latest revision', async () => {
    await store.putStudy(study());
    await store.putInstance(ref, instance('1.1'));
    await store.putRevision(ref, revision(1, ['1.1']));
    const before = await viewStudy(store, ref);
    await store.putInstance(ref, instance('1.2'));
    const after = await viewStudy(store, ref);
    expect([before && hasLateFiles(before), after && hasLateFiles(after)]).toEqual([false, true]);
  });
});

describe('records', () => {
  it('keep the first result of a revision and bundle (I3)', async () => {
    const wrote = await Promise.all(['a', 'b', 'c', 'd'].map((text) => store.putResult(result(1, text))));
    expect(wrote.filter(Boolean)).toHaveLength(1);
  });

  it('let a later sender make a study urgent, and never routine again', async () => {
    await store.putStudy(study());
    await store.putStudy(study({ priority: 'urgent', receivedAt: '2026-03-02T00:00:00.000Z' }));
    await store.putStudy(study());
    expect(await store.findStudy(ref)).toMatchObject({ priority: 'urgent', receivedAt: at });
  });

  it('of a study are the same for all who bring it at once, and are written anew after a deletion', async () => {
    const times = ['00', '01', '02'].map((second) => `2026-03-01T00:00:${second}.000Z`);
    const records = await Promise.all(times.map((receivedAt) => store.putStudy(study({ receivedAt }))));
    expect(new Set(records.map(({ receivedAt }) => receivedAt)).size).toBe(1);
    await new StudyStore(store.storage).deleteStudy(ref);
    await store.putStudy(study({ receivedAt: times[1] as string }));
    expect(await store.findStudy(ref)).toMatchObject({ receivedAt: times[1] });
  });

  it('give the same event to whoever tells it again', async () => {
    const data = { study: ref.study, revision: 1, images: 1, refusals: 0 };
    const first = await store.putEvent(makeEvent('north', 'study.received', data, { now: new Date(1_000) }));
    const again = await store.putEvent(makeEvent('north', 'study.received', data, { now: new Date(2_000) }));
    expect(again).toEqual(first);
  });

  it('name the record and its wrong fields', async () => {
    await store.storage.put(keys.studyKey(ref), Buffer.from('{"tenant":"north"}'));
    await expect(store.findStudy(ref)).rejects.toMatchObject({
      code: 'record_invalid',
      message: /study\.json.*receivedAt/,
    });
  });

  it('let one content in for each instance of a study', async () => {
    const other = { ...ref, study: '1.2.34' };
    const claims = await Promise.all(['a', 'b', 'c'].map((content) => store.claimInstance(ref, '1.1', content)));
    expect(claims.filter((claim) => claim === 'new')).toHaveLength(1);
    const first = ['a', 'b', 'c'][claims.indexOf('new')] as string;
    expect(await store.claimInstance(ref, '1.1', first)).toBe('same');
    expect(await store.claimInstance(ref, '1.1', 'd')).toBe('other');
    expect(await store.claimInstance(other, '1.1', 'd')).toBe('new');
    expect(await store.claimInstance(other, '1.1', first)).toBe('other');
  });

  it('know the claims of earlier versions, whose whereabouts did not say the content', async () => {
    await store.storage.put(keys.instanceClaimKey(ref, '1.1'), Buffer.from('a'));
    expect(await store.claimInstance(ref, '1.1', 'b')).toBe('other');
    await store.storage.put(keys.instanceClaimKey(ref, '1.2'), Buffer.from('a'));
    await store.putWhereabouts(ref, '1.2');
    expect(await store.claimInstance(ref, '1.2', 'b')).toBe('other');
    expect(await store.claimInstance(ref, '1.2', 'a')).toBe('same');
  });

  it('leave the claim to an instance free after the deletion of its study', async () => {
    await store.claimInstance(ref, '1.1', 'a');
    await store.storage.put(keys.instanceFileKey(ref, '1.1', 'dicom'), Buffer.from('bytes'));
    await store.putInstance(ref, instance('1.1'));
    await store.deleteStudy(ref);
    expect(await store.claimInstance(ref, '1.1', 'b')).toBe('new');
  });

  it('are gone after a deletion, of this study only', async () => {
    const other = { ...ref, study: '1.2.34' };
    for (const one of [ref, other]) await store.putStudy(study(one));
    await store.putInstance(ref, instance('1.1'));
    await store.deleteStudy(ref);
    expect(await viewStudy(store, ref)).toBeUndefined();
    const left: string[] = [];
    for await (const { study: id } of store.listStudies()) left.push(id);
    expect(left).toEqual(['1.2.34']);
  });
});

describe('the index', () => {
  const row = (number: number, over: Partial<StudyRow> = {}): StudyRow => ({
    tenant: 'north',
    study: `1.2.${number}`,
    status: 'queued',
    revision: 1,
    priority: 'routine',
    receivedAt: new Date(1_700_000_000_000 + Math.floor(number / 7) * 1_000).toISOString(),
    updatedAt: at,
    ...over,
  });

  it('pages newest first, without a gap or a repeat, where many came in one millisecond', async () => {
    const index = new StudyIndex(redis);
    for (let i = 0; i < 60; i++) await index.put(row(i));
    const seen: StudyRow[] = [];
    let cursor: string | undefined;
    do {
      const page = await index.list('north', { limit: 7, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.studies);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(new Set(seen.map((one) => one.study)).size).toBe(60);
    expect(seen).toHaveLength(60);
    const times = seen.map((one) => one.receivedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('moves a study between statuses and keeps tenants apart', async () => {
    const index = new StudyIndex(redis);
    await index.put(row(1));
    await index.put(row(1, { status: 'summarized' }));
    await index.put(row(2, { tenant: 'south' }));
    expect((await index.list('north', { status: 'queued', limit: 10 })).studies).toEqual([]);
    expect((await index.list('north', { limit: 10 })).studies).toMatchObject([
      { study: '1.2.1', status: 'summarized' },
    ]);
  });

  it('finds studies that are pending for too long', async () => {
    const index = new StudyIndex(redis);
    await index.markPending(ref);
    expect(await index.stuck(60_000, 10)).toEqual([]);
    expect(await index.stuck(-1, 10)).toEqual([ref]);
    await index.clearPending(ref);
    expect(await index.countPending()).toBe(0);
  });

  it('takes its rows from storage', async () => {
    await store.putStudy(study({ priority: 'urgent' }));
    const view = await viewStudy(store, ref);
    expect(view && rowOf(view)).toMatchObject({
      ...ref,
      status: 'received',
      revision: 0,
      priority: 'urgent',
      receivedAt: at,
    });
  });
});
