import { TenantStore } from '@wetread/accounts';
import { newUid } from '@wetread/contracts';
import { dicomFile, pngFile, type RedisServer, startRedis, syntheticRadiograph } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendDicom, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

let redis: RedisServer;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
  ingest = await IngestProcess.start(redis.url, { LIMIT_QUEUED_STUDIES: '100', STUCK_MS: '60000' });
});
afterAll(async () => {
  await ingest.remove();
  await redis.stop();
});

const image = syntheticRadiograph({ width: 100, height: 100, seed: 1 });

it('a tenant with as many queued studies as it may have is told so by HTTP and by DICOM', async () => {
  const limits = { queuedStudies: 2 };
  await new TenantStore(ingest.store.storage).create({ id: 'north', name: 'Northern', limits });
  const files = [{ name: 'chest.png', bytes: await pngFile(image) }];
  for (let i = 0; i < 2; i++) expect((await ingest.upload(files)).status).toBe(202);
  const { status, answer } = await ingest.upload(files);
  expect(status).toBe(429);
  expect(answer).toMatchObject({ code: 'limit_exceeded', retryable: true, limit: 'queuedStudies', quota: 2 });
  const study = await dicomFile({ studyUid: newUid(), image, bitsStored: 8 });
  expect((await ingest.stow([study])).status).toBe(429);
  const { answers } = await sendDicom(ingest.dicomPort, [await store(study)]);
  expect(answers.map((each) => each.status)).toEqual([0xa700]);
});
