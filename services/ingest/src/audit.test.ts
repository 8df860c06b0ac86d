import { listAudit } from '@wetread/audit';
import { newUid } from '@wetread/contracts';
import { dicomFile, kneeRadiograph, type RedisServer, startRedis, syntheticRadiograph } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendDicom, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

let redis: RedisServer;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
  // So long that only the drain writes it.
  ingest = await IngestProcess.start(redis.url, { AUDIT_FLUSH_MS: '3600000' });
});
afterAll(async () => {
  await ingest.remove();
  await redis.stop();
});

const image = syntheticRadiograph({ width: 100, height: 100, seed: 1 });

it('who sent what, by C-STORE, STOW-RS and upload, refused or not, is in the audit log after a drain', async () => {
  const [study, knee, stowed] = [newUid(), newUid(), newUid()];
  const patient = { patientId: 'SECRET-1', patientName: 'Doe^Jane' };
  const chest = (studyUid: string) => dicomFile({ studyUid, image, bitsStored: 8, ...patient });
  await sendDicom(ingest.dicomPort, [await store(await chest(study))]);
  await sendDicom(ingest.dicomPort, [await store(await kneeRadiograph({ studyUid: knee, image, ...patient }))]);
  await ingest.stow([await chest(stowed)]);
  const { answer } = await ingest.upload(
    [{ name: 'no.png', bytes: Buffer.from('no image') }],
    {},
    { 'x-request-id': 'u1' },
  );
  expect(await ingest.end()).toBe(0);

  const { entries } = await listAudit(ingest.store.storage, 'north', { limit: 100 });
  const sent = (uid: string) => entries.find(({ objects }) => objects.some(({ id }) => id === uid));
  const sender = { kind: 'ae', id: 'SENDER' };
  expect(sent(study)).toMatchObject({ operation: 'C-STORE', outcome: 'success', status: 0, actor: sender });
  expect(sent(study)?.objects).toMatchObject([{ type: 'studies' }, { type: 'instances' }]);
  expect(sent(study)?.address).toMatch(/127\.0\.0\.1/);
  expect(sent(knee)).toMatchObject({ operation: 'C-STORE', outcome: 'refused', actor: sender });
  expect(sent(stowed)).toMatchObject({ operation: 'storeInstances', outcome: 'success', actor: { kind: 'key' } });
  expect(sent(answer.studies[0].id)).toMatchObject({ operation: 'uploadStudy', status: 422, requestId: 'u1' });
  expect(entries).toHaveLength(4);
  expect(JSON.stringify(entries)).not.toMatch(/SECRET|Doe/);
});
