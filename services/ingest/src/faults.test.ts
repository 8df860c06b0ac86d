import { jobsOf, newUid } from '@wetread/contracts';
import { connectRedis, connectWorkerRedis, type JobHandlers, JobQueues, JobWorker } from '@wetread/queues';
import { StudyIndex, type StudyView, viewStudy } from '@wetread/studies';
import { createLogger } from '@wetread/telemetry';
import { dicomFile, pngFile, type RedisServer, startRedis, syntheticRadiograph, waitFor } from '@wetread/testing';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IngestProcess } from './fixtures/ingest-process.ts';

let server: RedisServer;
let redis: Redis;
let queues: JobQueues;
let index: StudyIndex;
let ingest: IngestProcess;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  redis = connectRedis(server.url);
  queues = new JobQueues(redis);
  index = new StudyIndex(redis);
  await redis.flushall();
});
afterEach(async () => {
  await ingest.remove();
  await queues.close();
  redis.disconnect();
});

const start = async (env: Record<string, string> = {}) => {
  ingest = await IngestProcess.start(server.url, env);
};
const image = syntheticRadiograph({ width: 100, height: 100, seed: 1 });
const file = (studyUid: string, over: object = {}) => dicomFile({ studyUid, image, bitsStored: 8, ...over });
const picture = (seed = 1) => pngFile(syntheticRadiograph({ width: 100, height: 100, seed }));
const view = (study: string) => viewStudy(ingest.store, { tenant: 'north', study });

function until(study: string, holds: (view: StudyView) => boolean): Promise<StudyView> {
  const look = async () => {
    const found = await view(study);
    return found && holds(found) ? found : undefined;
  };
  return waitFor(look, { timeoutMs: 20_000, what: `the revision of ${study}` });
}

/**
 * Takes the reading jobs, as the reader would. It leaves no result, so on a slow machine a study may be asked for again.
 * @returns the studies, in the order in which they came first
 */
async function readings(count: number): Promise<string[]> {
  const order = new Set<string>();
  const connection = connectWorkerRedis(server.url);
  const handlers: JobHandlers = { 'study.summarize': async ({ study }) => void order.add(study) };
  expect(Object.keys(handlers)).toEqual(jobsOf('llm'));
  const logger = createLogger('test', 'silent');
  const worker = new JobWorker('llm', handlers, { connection, logger, concurrency: {}, lockMs: 1_000 });
  try {
    await waitFor(() => order.size >= count, { timeoutMs: 20_000, what: `${count} readings` });
    return [...order];
  } finally {
    await worker.close();
    connection.disconnect();
  }
}

describe('assembly', () => {
  it('renders the images, chooses the frontal one, and asks for its reading', async () => {
    await start();
    const study = newUid();
    const [pa, lateral] = [newUid(), newUid()];
    const files = [
      await file(study, { sopUid: lateral, viewPosition: 'LL', attributes: { PatientOrientation: ['A', 'F'] } }),
      await file(study, { sopUid: pa, viewPosition: 'PA' }),
    ];
    expect((await ingest.stow(files)).status).toBe(200);
    const { revision, status } = await until(study, ({ revision }) => revision !== undefined);
    expect(status).toBe('queued');
    expect(revision?.images).toMatchObject([{ sop: pa, view: 'frontal' }]);
    expect(revision?.refusals).toMatchObject([{ instance: lateral, code: 'not_frontal' }]);
    const png = await ingest.store.storage.get(revision?.images[0]?.render as string);
    expect(png.toString('latin1', 1, 4)).toBe('PNG');
    expect(await readings(1)).toEqual([study]);
  });

  it('of a late instance makes the next revision', async () => {
    await start();
    const study = newUid();
    await ingest.stow([await file(study)]);
    await until(study, ({ revision }) => revision?.revision === 1);
    const other = syntheticRadiograph({ width: 100, height: 100, seed: 2 });
    await ingest.stow([await file(study, { image: other })]);
    const { revision } = await until(study, ({ revision }) => revision?.revision === 2);
    expect(revision?.images).toHaveLength(2);
  });

  it('waits for quiet: instances of several requests make one revision', async () => {
    await start({ QUIET_MS: '1500' });
    const study = newUid();
    for (let i = 0; i < 4; i++) await ingest.stow([await file(study)]);
    const { revision } = await until(study, ({ revision }) => revision !== undefined);
    expect(revision).toMatchObject({ revision: 1 });
    expect(revision?.instances).toHaveLength(4);
  });

  it('lets an urgent study pass every routine one', async () => {
    await start();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { answer } = await ingest.upload([{ name: 'a.png', bytes: await picture() }]);
      ids.push(answer.studies[0].id);
    }
    const urgent = newUid();
    expect((await ingest.stow([await file(urgent)], '/dicomweb/studies?priority=urgent')).status).toBe(200);
    const { answer } = await ingest.upload([{ name: 'a.png', bytes: await picture() }], { priority: 'urgent' });
    const second = answer.studies[0].id as string;
    for (const id of [...ids, urgent, second]) await until(id, ({ revision }) => revision !== undefined);
    await waitFor(async () => (await queues.depth('study.summarize')).prioritized === 7);
    const order = await readings(7);
    expect(order.slice(0, 2).sort()).toEqual([urgent, second].sort());
  });
});

describe('a repeated upload', () => {
  it('with the same Idempotency-Key is the same study', async () => {
    await start();
    const files = [{ name: 'a.png', bytes: await picture() }];
    const fields = { patient_id: 'P-1', metadata: '{"ward":"7"}' };
    const first = await ingest.upload(files, fields, { 'idempotency-key': 'k1' });
    const again = await ingest.upload(files, fields, { 'idempotency-key': 'k1' });
    const other = await ingest.upload(files, fields, { 'idempotency-key': 'k2' });
    expect(again.answer).toEqual(first.answer);
    expect(other.answer.studies[0].id).not.toBe(first.answer.studies[0].id);
    const { revision, study } = await until(first.answer.studies[0].id, ({ revision }) => revision !== undefined);
    expect(revision).toMatchObject({ revision: 1 });
    expect(study).toMatchObject({ patientId: 'P-1', metadata: { ward: '7' } });
  });

  it('that breaks off leaves nothing behind', async () => {
    await start();
    const head = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n';
    const body = Buffer.concat([Buffer.from(head), await picture(), Buffer.from('\r\n--b\r\nContent-')]);
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    expect((await ingest.fetch('/v1/studies', { method: 'POST', headers, body })).status).toBe(400);
    const left: string[] = [];
    for await (const { key } of ingest.store.storage.list('tenants/')) left.push(key);
    expect(left).toEqual([]);
  });
});

describe('overload', () => {
  it('with too many pending studies is 503 with Retry-After, and ends with them (I6)', async () => {
    await start({ MAX_PENDING_STUDIES: '2' });
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { answer } = await ingest.upload([{ name: 'a.png', bytes: await picture() }]);
      ids.push(answer.studies[0].id);
    }
    const form = new FormData();
    form.append('files', new Blob([new Uint8Array(await picture())]), 'a.png');
    const refused = await ingest.fetch('/v1/studies', { method: 'POST', body: form });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'overloaded', retryable: true });
    for (const study of ids) await index.clearPending({ tenant: 'north', study });
    expect((await ingest.upload([{ name: 'a.png', bytes: await picture() }])).status).toBe(202);
  });
});

describe('when something dies', () => {
  it('Redis down is 503 and not acknowledged; after its return the same request is taken and all goes on', async () => {
    await start();
    const study = newUid();
    const bytes = await file(study);
    await server.kill();
    expect((await ingest.fetch('/readyz')).status).toBe(503);
    const { status, dataset } = await ingest.stow([bytes]);
    expect([status, dataset.code]).toEqual([503, 'queue_unavailable']);
    await server.restart();
    const answered = await waitFor(async () => (await ingest.stow([bytes])).status === 200, { timeoutMs: 20_000 });
    expect(answered).toBe(true);
    await until(study, ({ status }) => status === 'queued');
  });

  it('kill -9 with stored and unqueued studies: each is taken up after the start (I1)', async () => {
    await start({ QUIET_MS: '60000' });
    const studies = Array.from({ length: 5 }, newUid);
    for (const study of studies) expect((await ingest.stow([await file(study)])).status).toBe(200);
    await ingest.end('SIGKILL');
    // As if the process had died right before queueing: the studies are stored and pending, and no job knows them.
    const jobs = await redis.keys('bull:assembly:*');
    await redis.del(...jobs);
    await ingest.start({ QUIET_MS: '0' });
    for (const study of studies) await until(study, ({ status }) => status === 'queued');
    expect((await readings(5)).sort()).toEqual([...studies].sort());
  });

  it('kill -9 again and again in mid-run loses nothing that was acknowledged', async () => {
    await start({ QUIET_MS: '50' });
    const acknowledged: string[] = [];
    let sending = true;
    const sender = (async () => {
      while (sending) {
        const study = newUid();
        const bytes = await file(study);
        for (;;) {
          const { status } = await ingest.stow([bytes]).catch(() => ({ status: 0 }));
          if (status === 200) break;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        acknowledged.push(study);
      }
    })();
    for (let i = 1; i <= 3; i++) {
      await waitFor(() => acknowledged.length >= 8 * i, { timeoutMs: 30_000 });
      await ingest.end('SIGKILL');
      await ingest.start();
    }
    sending = false;
    await sender;
    for (const study of acknowledged) {
      const { revision } = await until(study, ({ status }) => status === 'queued');
      expect(revision?.revision).toBe(1);
    }
  });

  it('FLUSHALL: lists and jobs come back from storage, once each (I1)', async () => {
    await start();
    const done = newUid();
    const late = newUid();
    await ingest.stow([await file(done)]);
    await until(done, ({ status }) => status === 'queued');
    await ingest.stow([await file(late)]);
    await redis.flushall();
    await until(late, ({ status }) => status === 'queued');
    await waitFor(async () => (await index.list('north', { limit: 10 })).studies.length === 2, { timeoutMs: 20_000 });
    await waitFor(async () => (await queues.depth('study.summarize')).prioritized === 2, { timeoutMs: 20_000 });
    expect((await view(done))?.revision?.revision).toBe(1);
    expect(await index.countPending()).toBe(2);
  });

  it('SIGTERM lets the request under way end, and the status is 0', async () => {
    await start();
    const study = newUid();
    const files = await Promise.all(Array.from({ length: 30 }, () => file(study)));
    const sending = ingest.stow(files);
    await waitFor(async () => (await view(study)) !== undefined || (await index.countPending()) > 0);
    const status = await ingest.end('SIGTERM');
    expect((await sending).status).toBe(200);
    expect(status).toBe(0);
  });

  it('SIGTERM cuts a request that does not end in time, of which nothing was acknowledged', async () => {
    await start({ DRAIN_TIMEOUT_MS: '500' });
    const endless = new ReadableStream({
      pull: (body) => new Promise((resolve) => setTimeout(resolve, 50)).then(() => body.enqueue(Buffer.alloc(100))),
    });
    const headers = { 'content-type': 'multipart/related; type="application/dicom"; boundary=x' };
    const init = { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit;
    const sending = ingest.fetch('/dicomweb/studies', init).then(
      ({ status }) => status,
      () => 'cut',
    );
    const uploads = async () => (await (await ingest.fetch('/metrics')).text()).match(/uploads_in_flight\S* (\d)/)?.[1];
    await waitFor(async () => (await uploads()) === '1');
    expect(await ingest.end('SIGTERM')).toBe(0);
    expect(await sending).toBe('cut');
  });
});
