import { issueKey } from '@wetread/accounts';
import { newUid } from '@wetread/contracts';
import { viewStudy } from '@wetread/studies';
import { dicomFile, type RedisServer, startRedis, syntheticRadiograph, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendDicom, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

let redis: RedisServer;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
  // No study of this test is quiet for so long.
  ingest = await IngestProcess.start(redis.url, { QUIET_MS: '3600000', STUCK_MS: '3600000' });
});
afterAll(async () => {
  await ingest.remove();
  await redis.stop();
});

const image = (seed: number) => syntheticRadiograph({ width: 100, height: 100, seed });
const file = (studyUid: string, seed: number, attributes: object = {}) =>
  dicomFile({ studyUid, image: image(seed), bitsStored: 8, attributes: { ...attributes } });
const view = (study: string) => viewStudy(ingest.store, { tenant: 'north', study });
const complete = (study: string, key = ingest.key) =>
  ingest.fetch(`/v1/studies/${study}/complete`, { method: 'POST' }, key);
const revised = (study: string, revision: number) =>
  waitFor(
    async () => {
      const found = (await view(study))?.revision;
      return found?.revision === revision ? found : undefined;
    },
    { what: `revision ${revision}` },
  );

describe('a study is read before its quiet time has passed', () => {
  it('when its sender says so; what comes later makes a new revision', async () => {
    const study = newUid();
    await ingest.stow([await file(study, 1)]);
    expect((await view(study))?.status).toBe('received');
    const answer = await complete(study);
    expect([answer.status, await answer.json()]).toEqual([202, { id: study, url: `/v1/studies/${study}` }]);
    expect((await revised(study, 1)).instances).toHaveLength(1);
    // Again it changes nothing.
    expect((await complete(study)).status).toBe(202);
    await ingest.stow([await file(study, 2)]);
    expect((await complete(study)).status).toBe(202);
    expect((await revised(study, 2)).instances).toHaveLength(2);
  });

  it('but not on the word of another tenant, or without the scope', async () => {
    const study = newUid();
    await ingest.stow([await file(study, 1)]);
    const other = await issueKey(ingest.store.storage, { tenant: 'south', name: 'test' });
    const reader = await issueKey(ingest.store.storage, { tenant: 'north', name: 'test', scopes: ['read'] });
    expect((await complete(study, other.key)).status).toBe(404);
    expect((await complete(study, reader.key)).status).toBe(403);
    expect((await complete(newUid())).status).toBe(404);
    expect((await complete('no-uid')).status).toBe(404);
    expect((await view(study))?.status).toBe('received');
  });

  it('when as many have come as (0020,1208) says, by whichever association, the refused ones among them', async () => {
    const study = newUid();
    const counted = (seed: number, more: object = {}) =>
      file(study, seed, { NumberOfStudyRelatedInstances: '3', ...more });
    const send = async (bytes: Buffer) => sendDicom(ingest.dicomPort, [await store(bytes)]);
    await send(await counted(1));
    await send(await counted(2, { BodyPartExamined: 'KNEE' }));
    expect((await view(study))?.status).toBe('received');
    await send(await counted(3));
    const { instances, refusals } = await revised(study, 1);
    expect([instances.length, refusals.map(({ code }) => code)]).toEqual([2, ['not_chest']]);
  });

  it('when as many have come as the form says', async () => {
    const study = newUid();
    const upload = async (seed: number) =>
      ingest.upload([{ name: 'a.dcm', bytes: await file(study, seed) }], { instances: '2' });
    expect((await upload(1)).status).toBe(202);
    expect((await view(study))?.status).toBe('received');
    expect((await upload(2)).status).toBe(202);
    expect((await revised(study, 1)).instances).toHaveLength(2);
    const wrong = await ingest.upload([{ name: 'a.dcm', bytes: await file(study, 3) }], { instances: 'many' });
    expect(wrong.status).toBe(400);
  });

  it('two senders of one study at once make one study with all instances', async () => {
    const study = newUid();
    const files = await Promise.all(Array.from({ length: 8 }, (_, i) => file(study, i + 10)));
    const send = async (some: Buffer[]) =>
      sendDicom(ingest.dicomPort, await Promise.all(some.map((bytes) => store(bytes))));
    // They overlap: what both send is one instance.
    const sent = await Promise.all([send(files.slice(0, 5)), send(files.slice(3))]);
    expect(sent.flatMap(({ answers }) => answers.map(({ status }) => status))).toEqual(Array(10).fill(0));
    expect((await complete(study)).status).toBe(202);
    expect(new Set((await revised(study, 1)).instances).size).toBe(8);
  });
});
