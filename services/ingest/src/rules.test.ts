import {
  BatchStore,
  batchKeys,
  HeldStudies,
  newRuleId,
  nightBatchId,
  nightOf,
  type RuleRecord,
  RuleStore,
} from '@wetread/batches';
import { newUid } from '@wetread/contracts';
import { connectRedis, JobQueues } from '@wetread/queues';
import { StudyIndex, viewStudy } from '@wetread/studies';
import { dicomFile, pngFile, type RedisServer, startRedis, syntheticRadiograph, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendDicom, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

let redis: RedisServer;
let connection: ReturnType<typeof connectRedis>;
let queues: JobQueues;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
  connection = connectRedis(redis.url);
  queues = new JobQueues(connection);
  ingest = await IngestProcess.start(redis.url);
});
afterAll(async () => {
  await ingest.remove();
  await queues.close();
  connection.disconnect();
  await redis.stop();
});

const tenant = 'north';
const clock = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
const later = { start: clock(120), end: clock(180), time_zone: 'UTC' };
const now = { start: clock(-5), end: clock(60), time_zone: 'UTC' };
const image = syntheticRadiograph({ width: 100, height: 100, seed: 1 });

async function rule(match: RuleRecord['match'], window = later): Promise<RuleRecord> {
  const record = { id: newRuleId(), tenant, createdAt: new Date().toISOString(), match, window, enabled: true };
  await new RuleStore(ingest.store.storage).create(record);
  return record;
}

const batchOf = ({ id, window }: RuleRecord) => ({
  tenant,
  batch: nightBatchId(tenant, id, nightOf(window, new Date()).date),
});
const isMember = (of: RuleRecord, study: string) => ingest.store.storage.has(batchKeys.memberKey(batchOf(of), study));
const statusOf = async (study: string) => (await viewStudy(ingest.store, { tenant, study }))?.status;
const isQueued = async (study: string): Promise<boolean> => {
  const count = async () => {
    const { waiting, prioritized } = await queues.depth('study.summarize');
    return waiting + prioritized;
  };
  const before = await count();
  await queues.remove('study.summarize', { tenant, study, revision: 1 });
  return (await count()) < before;
};

async function sendFrom(callingAeTitle: string): Promise<string> {
  const studyUid = newUid();
  const request = await store(await dicomFile({ studyUid, image, bitsStored: 8 }));
  await sendDicom(ingest.dicomPort, [request], { callingAeTitle });
  await waitFor(async () => (await statusOf(studyUid)) === 'queued', { what: `the assembly of ${studyUid}` });
  return studyUid;
}

describe('a standing rule', () => {
  it("lets a device's routine studies wait in the batch of the night, and no others", async () => {
    const of = await rule({ ae_title: 'ROOM_2' });
    const study = await sendFrom('ROOM_2');
    expect(await ingest.store.findStudy({ tenant, study })).toMatchObject({ aeTitle: 'ROOM_2', source: 'dimse' });
    await waitFor(() => isMember(of, study));
    const view = await new BatchStore(ingest.store.storage).find(batchOf(of));
    expect(view?.batch).toMatchObject({ source: { kind: 'rule', rule: of.id }, window: later });
    await waitFor(async () => (await new HeldStudies(connection).count()) === 1);
    expect(await isQueued(study)).toBe(false);
    // What waits for tonight is no load of now.
    expect(await new StudyIndex(connection).countPending()).toBe(0);

    const other = await sendFrom('ROOM_3');
    await waitFor(() => isQueued(other));
    expect(await isMember(of, other)).toBe(false);
  });

  it('goes on holding after Redis lost everything, and its batch stays one (I1)', async () => {
    const of = await rule({ ae_title: 'ROOM_4' });
    const study = await sendFrom('ROOM_4');
    await waitFor(() => isMember(of, study));
    await connection.flushall();
    await waitFor(
      async () => (await new StudyIndex(connection).isFilled()) && (await new HeldStudies(connection).count()) > 0,
    );
    expect(await isQueued(study)).toBe(false);
  });

  it('lets urgent studies pass', async () => {
    const of = await rule({ source: 'upload' });
    const png = await pngFile(syntheticRadiograph({ width: 200, height: 200, seed: 2, bits: 8 }));
    const { answer } = await ingest.upload([{ name: 'a.png', bytes: png }], { priority: 'urgent' });
    const study = answer.studies[0].id;
    await waitFor(() => isQueued(study));
    expect(await isMember(of, study)).toBe(false);
  });

  it('in its night makes a study a member that is read at once', async () => {
    const of = await rule({ ae_title: 'ROOM_5' }, now);
    const study = await sendFrom('ROOM_5');
    await waitFor(() => isMember(of, study));
    await waitFor(() => isQueued(study));
  });

  it('of a batch that was cancelled holds nothing', async () => {
    const of = await rule({ ae_title: 'ROOM_6' });
    const first = await sendFrom('ROOM_6');
    await waitFor(() => isMember(of, first));
    await new BatchStore(ingest.store.storage).cancel(batchOf(of));
    const second = await sendFrom('ROOM_6');
    await waitFor(() => isQueued(second));
  });
});
