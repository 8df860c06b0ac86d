import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueKey, TenantSecrets, TenantStore } from '@wetread/accounts';
import { type DeidentificationOptions, deidentificationOptions, newUid } from '@wetread/contracts';
import { annexE, IdentityStore, Pseudonyms } from '@wetread/deidentification';
import { readHeader } from '@wetread/dicom';
import { keys, viewStudy } from '@wetread/studies';
import {
  canariesIn,
  canary,
  dicomFile,
  pngFile,
  type RedisServer,
  seededFile,
  startRedis,
  syntheticRadiograph,
  waitFor,
} from '@wetread/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendDicom, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

const tenant = 'north';
const key = randomBytes(32);
const image = syntheticRadiograph({ width: 100, height: 100, seed: 1 });

let redis: RedisServer;
let ingest: IngestProcess;
let watcher: Redis;
let pseudonyms: Pseudonyms;
let identities: IdentityStore;
/** Every command that Redis was given. */
const commands: string[] = [];

beforeAll(async () => {
  redis = await startRedis();
  ingest = await IngestProcess.start(redis.url, { IDENTITY_SECRET_KEY: key.toString('base64') });
  const { storage } = ingest.store;
  await new TenantStore(storage).create({ id: tenant, name: 'North', deidentification: wanted() });
  await new TenantStore(storage).create({ id: 'south', name: 'South' });
  const secrets = new TenantSecrets(storage, key);
  pseudonyms = new Pseudonyms(await secrets.ensure(tenant));
  identities = new IdentityStore(storage, secrets);
  watcher = new Redis(redis.url);
  const monitor = await watcher.monitor();
  monitor.on('monitor', (_: string, args: string[]) => commands.push(args.join(' ')));
});
afterAll(async () => {
  watcher?.disconnect();
  await ingest.remove();
  await redis.stop();
});

const wanted = (options: Partial<DeidentificationOptions> = {}) => deidentificationOptions.parse(options);

/** Every file of the storage and of the spool, by path. Where one was moved while it was looked for, all are looked at again. */
const stored = (): Promise<Map<string, Buffer>> => waitFor(storedNow, { what: 'a look at all files' });

async function storedNow(): Promise<Map<string, Buffer>> {
  const { storage, spool } = ingest.folders;
  const found = new Map<string, Buffer>();
  for (const folder of [storage, spool]) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) found.set(path, await readFile(path));
    }
  }
  return found;
}

async function expectNowhere(looked: readonly string[]): Promise<void> {
  for (const [path, bytes] of await stored())
    expect([path, canariesIn(Buffer.concat([Buffer.from(path), bytes]), looked)]).toEqual([path, []]);
  expect(canariesIn(Buffer.from(commands.join('\n')), looked)).toEqual([]);
}

const assembled = (study: string) =>
  waitFor(async () => (await viewStudy(ingest.store, { tenant, study }))?.revision, { what: 'a revision' });

describe('files of a tenant that wants them de-identified', () => {
  it('leave no identifier in storage or Redis by STOW-RS and C-STORE, and the same instance is the same', async () => {
    const study = `${canary.uidRoot}1`;
    const file = seededFile(await dicomFile({ image }), [...annexE.keys()]);
    const { status, dataset } = await ingest.stow([file]);
    expect(status).toBe(200);
    const own = (await readHeader(file)).sopInstanceUid;
    expect(dataset['00081199'].Value[0]['00081155'].Value).toEqual([own]);
    const sent = await sendDicom(ingest.dicomPort, [
      await store(
        await dicomFile({
          image,
          studyUid: study,
          sopUid: `${canary.uidRoot}2`,
          patientName: canary.text,
          patientId: canary.number,
        }),
      ),
    ]);
    expect(sent.answers).toEqual([{ status: 0, comment: undefined }]);
    const id = pseudonyms.uid((await readHeader(file)).studyUid);
    await assembled(id);
    await assembled(pseudonyms.uid(study));
    await expectNowhere(Object.values(canary));

    const again = await ingest.stow([file]);
    expect(again.status).toBe(200);
    expect((await viewStudy(ingest.store, { tenant, study: id }))?.instances).toHaveLength(1);
    const bare = await ingest.store.storage.get(
      keys.instanceFileKey({ tenant, study: id }, pseudonyms.uid(own), 'dicom'),
    );
    expect(await readHeader(bare)).toMatchObject({ studyUid: id, sopInstanceUid: pseudonyms.uid(own) });
  });

  it('are identified by what is sealed apart from them, which goes with the study', async () => {
    const study = newUid();
    const file = await dicomFile({ image, studyUid: study, patientName: 'Doe^Jane', patientId: 'MRN-7' });
    await ingest.upload([{ name: 'a.dcm', bytes: file }], { patient_id: 'MRN-7', metadata: '{"ward": "W-4711"}' });
    const ref = { tenant, study: pseudonyms.uid(study) };
    const records = await identities.list(ref);
    expect(records.map(({ original }) => original)).toMatchObject([
      { study, patientName: 'Doe^Jane', patientId: 'MRN-7', patientBirthDate: '19700101' },
      { patientId: 'MRN-7' },
    ]);
    expect(records[1]?.metadata).toEqual({ ward: 'W-4711' });
    const record = await ingest.store.findStudy(ref);
    expect(record).toMatchObject({ patientId: pseudonyms.patient('MRN-7') });
    expect(record?.metadata).toBeUndefined();
    await expectNowhere(['Doe^Jane', 'MRN-7', 'W-4711', study]);
    // Sealed for this place and under this key only.
    await expect(
      new IdentityStore(ingest.store.storage, new TenantSecrets(ingest.store.storage, randomBytes(32))).list(ref),
    ).rejects.toThrow('does not open');
    await ingest.store.deleteStudy(ref);
    expect(await identities.list(ref)).toEqual([]);
  });

  it('are found by the UIDs that their sender knows', async () => {
    const [study, sop] = [newUid(), newUid()];
    const file = await dicomFile({ image, studyUid: study, sopUid: sop });
    expect((await ingest.stow([file], `/dicomweb/studies/${study}`)).status).toBe(200);
    const { status } = await ingest.fetch(`/v1/studies/${study}/complete`, { method: 'POST' });
    expect(status).toBe(202);
    const other = await ingest.stow([file], `/dicomweb/studies/${newUid()}`);
    expect(other.dataset['00081198'].Value[0]['00081155'].Value).toEqual([sop]);
    await expectNowhere([study, sop]);
  });

  it('are refused by their own age and body part, and where text is burned in, under what stands for them', async () => {
    const study = newUid();
    const burned = await dicomFile({ image, studyUid: study, attributes: { BurnedInAnnotation: 'YES' } });
    const knee = await dicomFile({ image, studyUid: study, bodyPart: 'KNEE' });
    expect((await ingest.stow([burned, knee])).status).toBe(409);
    const view = await assembled(pseudonyms.uid(study)).then(() =>
      viewStudy(ingest.store, { tenant, study: pseudonyms.uid(study) }),
    );
    expect(view?.refusals.map(({ code }) => code).sort()).toEqual(['burned_in_annotation', 'not_chest']);
    expect(
      (await identities.list({ tenant, study: pseudonyms.uid(study) })).map(({ original }) => original.study),
    ).toEqual([study, study]);
    await expectNowhere([study]);
  });

  it('are pictures without their texts', async () => {
    const bytes = Buffer.concat([await pngFile(image), Buffer.from(canary.text)]);
    const { answer } = await ingest.upload([{ name: 'CANARY.png', bytes }], { patient_id: canary.number });
    await assembled(answer.studies[0].id);
    await expectNowhere(Object.values(canary));
  });

  it('are stored as they come, under the study that the address names, once the tenant wants it so again', async () => {
    await new TenantSecrets(ingest.store.storage, key).ensure('west');
    const west = await issueKey(ingest.store.storage, { tenant: 'west', name: 'test' });
    const study = newUid();
    const file = await dicomFile({ image, studyUid: study });
    expect((await ingest.stow([file], `/dicomweb/studies/${study}`, west.key)).status).toBe(200);
    expect(await ingest.store.findStudy({ tenant: 'west', study })).toMatchObject({ study });
  });

  it('of another tenant stay as they are', async () => {
    const file = seededFile(await dicomFile({ image }), [...annexE.keys()]);
    const { studyUid: study, sopInstanceUid: sop } = await readHeader(file);
    const south = await issueKey(ingest.store.storage, { tenant: 'south', name: 'test' });
    expect((await ingest.stow([file], undefined, south.key)).status).toBe(200);
    const kept = await ingest.store.storage.get(keys.instanceFileKey({ tenant: 'south', study }, sop, 'dicom'));
    expect(kept.equals(file)).toBe(true);
    // Patient and text are in storage alone; UIDs are what everything is named by, and days of studies what they are found by.
    expect(canariesIn(Buffer.from(commands.join('\n')), [canary.text, canary.number])).toEqual([]);
  });
});

it('nothing is taken in, rather than in clear, where the key of identities is not set', async () => {
  await ingest.end();
  await ingest.start({ IDENTITY_SECRET_KEY: '' });
  const study = newUid();
  const file = await dicomFile({ image, studyUid: study });
  const { status, dataset } = await ingest.stow([file]);
  expect([status, dataset.code]).toEqual([503, 'identity_unavailable']);
  // The sender keeps it: out of resources.
  expect((await sendDicom(ingest.dicomPort, [await store(file)])).answers[0]?.status).toBe(0xa700);
  await expectNowhere([study]);
});
