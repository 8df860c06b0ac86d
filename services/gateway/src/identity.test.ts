import { listAudit } from '@wetread/audit';
import { newUid } from '@wetread/contracts';
import { readPatientStudy } from '@wetread/dicom/report';
import { announce, endEvent, viewStudy } from '@wetread/studies';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SummaryReports } from './destinations/summary-reports.ts';
import { summarizedDicom } from './fixtures/dicom-study.ts';
import { identifiedAs, identitiesOf, standsFor } from './fixtures/identified.ts';
import { answers, startReceiver } from './fixtures/receiver.ts';
import { summarizedStudy } from './fixtures/summarized.ts';
import { call, operatorKey, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let reader: string;
let admin: string;
beforeAll(async () => {
  world = await startWorld();
  [reader, admin] = await Promise.all([world.key(tenant, ['read', 'ingest', 'webhooks']), world.key(tenant)]);
});
afterAll(() => world.stop());

async function ask(method: string, path: string, key: string, body?: object) {
  const headers = { 'content-type': 'application/json' };
  const options = { method, ...(body && { body: JSON.stringify(body), headers }) };
  const response = await call(`${world.url}${path}`, key, options);
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  return { status: response.status, text, body: (text ? JSON.parse(text) : undefined) as any };
}

/** A study as ingest stores it de-identified. */
async function deidentified(): Promise<{ original: string; study: string }> {
  const original = newUid();
  const study = await standsFor(world, original);
  await identifiedAs(
    world,
    study,
    { study: original, sop: '1.2.3', patientName: 'Doe^Jane', patientId: 'MRN-7' },
    {
      sop: await standsFor(world, '1.2.3'),
      shiftDays: 40,
    },
  );
  await summarizedStudy(world, { study });
  return { original, study };
}

describe('a de-identified study', () => {
  it('is found by the UID that its sender knows, on every route', async () => {
    const { original, study } = await deidentified();
    expect((await ask('GET', `/v1/studies/${original}`, reader)).body).toMatchObject({
      id: study,
      status: 'summarized',
    });
    expect((await ask('GET', `/v1/studies/${original}/summary`, reader)).body).toMatchObject({ study });
    const other = await world.key('south');
    expect((await ask('GET', `/v1/studies/${original}`, other)).status).toBe(404);
    expect((await ask('DELETE', `/v1/studies/${original}`, reader)).status).toBe(204);
    expect(await identitiesOf(world).list({ tenant, study })).toEqual([]);
  });

  it('says whom it is of to the scope identity alone, and the audit log says who looked', async () => {
    const { original, study } = await deidentified();
    expect((await ask('GET', `/v1/studies/${original}/identity`, reader)).status).toBe(403);
    const key = await world.key(tenant, ['identity']);
    const { body, status } = await ask('GET', `/v1/studies/${original}/identity`, key);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: study,
      study: { uid: original },
      patient: { id: 'MRN-7', name: 'Doe^Jane' },
      shiftDays: 40,
      instances: [{ sop: await standsFor(world, '1.2.3'), original: '1.2.3' }],
    });
    expect((await ask('GET', `/v1/studies/${study}`, key)).status).toBe(403);
    // A change has everything before it stored.
    await ask('POST', '/v1/api-keys', admin, { name: 'settle', scopes: ['read'] });
    const { entries } = await listAudit(world.storage, tenant, { limit: 1_000 });
    const looks = entries.filter(({ operation }) => operation === 'getStudyIdentity');
    expect(looks.map(({ outcome, objects }) => [outcome, objects])).toEqual([
      ['refused', expect.anything()],
      ['success', [{ type: 'studies', id: study }]],
    ]);
    expect(JSON.stringify(entries)).not.toContain(original);
  });

  it('that is not there is not named by its own UID', async () => {
    await deidentified();
    const original = newUid();
    const { status, text } = await ask('GET', `/v1/studies/${original}`, reader);
    expect([status, text.includes(original)]).toEqual([404, false]);
    expect((await ask('GET', `/v1/studies/${newUid()}/identity`, admin)).status).toBe(404);
  });

  it('is named by its own UID in webhooks that ask for it, which takes the scope identity', async () => {
    const receivers = await Promise.all([startReceiver(answers(204)), startReceiver(answers(204))]);
    const [stored, original] = receivers.map(({ url }) => url) as [string, string];
    const wanted = { url: original, identifiers: 'original' };
    expect((await ask('POST', '/v1/webhook-endpoints', reader, wanted)).status).toBe(403);
    const made = await ask('POST', '/v1/webhook-endpoints', admin, wanted);
    expect([made.status, made.body.identifiers]).toEqual([201, 'original']);
    const at = `/v1/webhook-endpoints/${made.body.id}`;
    expect((await ask('PATCH', at, reader, { url: stored })).status).toBe(403);
    expect((await ask('PATCH', at, reader, { description: 'RIS' })).status).toBe(200);
    await ask('POST', '/v1/webhook-endpoints', reader, { url: stored });
    const ids = await deidentified();
    const view = await viewStudy(world.store, { tenant, study: ids.study });
    await announce(world.store, world.queues, endEvent(view as NonNullable<typeof view>) as never);
    await waitFor(() => receivers.every(({ received }) => received.length > 0));
    const [plain, known] = receivers.map(({ received }) => JSON.parse(received[0]?.body ?? '').data);
    expect(plain).toMatchObject({ study: ids.study });
    expect(plain.originalStudy).toBeUndefined();
    expect(known).toMatchObject({ study: ids.study, originalStudy: ids.original });
    for (const receiver of receivers) receiver.stop();
  });

  it('is reported to its PACS under the patient and study that the PACS knows, where a destination asks for it', async () => {
    const { study, sop } = await summarizedDicom(world);
    const original = { study: newUid(), series: newUid(), sop: newUid(), patientId: 'MRN-7', patientName: 'Doe^Jane' };
    await identifiedAs(world, study, original, { sop });
    const result = await world.store.findNewestResult({ tenant, study });
    const reports = new SummaryReports(world.store, identitiesOf(world));
    const [stored, known] = await Promise.all([reports.of(result as never), reports.of(result as never, 'original')]);
    expect(await readPatientStudy(known.file)).toMatchObject({
      study: original.study,
      patientId: 'MRN-7',
      patientName: 'Doe^Jane',
      accessionNumber: '',
    });
    expect([known.study, known.sop]).toEqual([original.study, stored.sop]);
    expect([known.file.includes(original.sop), known.file.includes(sop)]).toEqual([true, false]);
    expect([stored.file.includes('MRN-7'), stored.study]).toEqual([false, study]);
  });
});

describe('the operator', () => {
  it('says how the files of a tenant are de-identified, and that they are not', async () => {
    const { status, body } = await ask('POST', '/v1/tenants', operatorKey, {
      id: 'west',
      name: 'West',
      deidentification: {},
    });
    expect(status).toBe(201);
    const basic = { dates: 'remove', retain: [], cleanDescriptors: false, safePrivate: [] };
    expect(body.deidentification).toEqual(basic);
    const wanted = { dates: 'shift', retain: ['device'], cleanDescriptors: true };
    const changed = await ask('PATCH', '/v1/tenants/west', operatorKey, { deidentification: wanted });
    expect(changed.body.deidentification).toEqual({ ...basic, ...wanted });
    expect((await ask('PATCH', '/v1/tenants/west', operatorKey, { name: 'W' })).body.deidentification).toEqual({
      ...basic,
      ...wanted,
    });
    const off = await ask('PATCH', '/v1/tenants/west', operatorKey, { deidentification: null });
    expect(off.body.deidentification).toBeUndefined();
    for (const wrong of [
      { dates: 'later' },
      { retain: ['name'] },
      { safePrivate: [{ creator: 'A', group: '0010', element: '01' }] },
    ]) {
      expect((await ask('PATCH', '/v1/tenants/west', operatorKey, { deidentification: wrong })).status).toBe(400);
    }
  });

  it('is told that the installation has no key for it', async () => {
    const bare = await startWorld({ IDENTITY_SECRET_KEY: '' });
    const options = {
      method: 'PATCH',
      body: JSON.stringify({ deidentification: {} }),
      headers: { 'content-type': 'application/json' },
    };
    const response = await call(`${bare.url}/v1/tenants/local`, operatorKey, options);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      503,
      'identity_unavailable',
    ]);
    await bare.stop();
  });
});
