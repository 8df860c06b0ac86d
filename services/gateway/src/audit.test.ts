import { issueKey } from '@wetread/accounts';
import { keys } from '@wetread/studies';
import { freePort, uploadForm, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedDicom } from './fixtures/stored-dicom.ts';
import { summarizedStudy } from './fixtures/summarized.ts';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let admin: string;
beforeAll(async () => {
  world = await startWorld({ AUDIT_FLUSH_MS: '3600000', INGEST_URL: `http://127.0.0.1:${await freePort()}` });
  admin = await world.key(tenant);
});
afterAll(() => world.stop());

interface Entry {
  readonly operation: string;
  readonly outcome: string;
  readonly status: number;
  readonly requestId: string;
  readonly actor: { kind: string; id: string };
  readonly objects: { type: string; id: string }[];
}

/** What storage holds now, or once `until` is among it. */
async function entries(query = ''): Promise<Entry[]> {
  const response = await call(`${world.url}/v1/audit?limit=1000${query}`, admin);
  return ((await response.json()) as { entries: Entry[] }).entries;
}

/** A change has everything before it stored with itself. */
async function settle(): Promise<void> {
  const made = await call(`${world.url}/v1/api-keys`, admin, {
    method: 'POST',
    body: JSON.stringify({ name: 'settle', scopes: ['read'] }),
    headers: { 'content-type': 'application/json' },
  });
  expect(made.status).toBe(201);
}

const about = (found: Entry[], requestId: string) => found.filter((entry) => entry.requestId === requestId);
const asked = (path: string, key: string | undefined, requestId: string, method = 'GET') =>
  call(`${world.url}${path}`, key, { method, headers: { 'x-request-id': requestId } });

describe('a request', () => {
  it('that changes something is in the audit log before it is answered', async () => {
    const { study } = await summarizedStudy(world);
    expect((await asked(`/v1/studies/${study}`, admin, 'change-1', 'DELETE')).status).toBe(204);
    expect(about(await entries(), 'change-1')).toMatchObject([
      {
        operation: 'deleteStudy',
        method: 'DELETE',
        outcome: 'success',
        status: 204,
        actor: { kind: 'key' },
        objects: [{ type: 'studies', id: study }],
        service: 'gateway',
        address: '127.0.0.1',
      },
    ]);
  });

  it('that reads is there with the next write, by whom, of what and under which id', async () => {
    const { study } = await summarizedStudy(world);
    const { key, record } = await issueKey(world.storage, { tenant, name: 'reader', scopes: ['read'] });
    const response = await asked(`/v1/studies/${study}/summary`, key, 'read-1');
    expect(response.headers.get('x-request-id')).toBe('read-1');
    await asked('/v1/studies?since=2026-01-01T00:00:00Z', key, 'list-1');
    await settle();
    const found = await entries();
    expect(about(found, 'read-1')).toMatchObject([
      { operation: 'getSummary', actor: { kind: 'key', id: record.id }, objects: [{ id: study }] },
    ]);
    expect(about(found, 'list-1')).toMatchObject([{ operation: 'listStudies', route: '/v1/studies', objects: [] }]);
  });

  it('that reads is there also where the caller leaves in the middle of the answer', async () => {
    const { path, ref, sop, file } = await storedDicom(world);
    const long = Buffer.concat([file, Buffer.alloc(64_000_000)]);
    await world.storage.put(keys.instanceFileKey(ref, sop, 'dicom'), long);
    const response = await call(`${world.url}${path}`, admin, {
      headers: { accept: 'application/dicom', 'x-request-id': 'left-1' },
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).value?.length).toBeGreaterThan(0);
    await reader.cancel();
    await waitFor(async () => {
      await settle();
      return about(await entries(), 'left-1').length === 1;
    });
    expect(about(await entries(), 'left-1')).toMatchObject([
      { outcome: 'success', objects: [{ id: ref.study }, {}, { id: sop }] },
    ]);
  });

  it('that is refused is there where its tenant is known, and only there', async () => {
    const reader = await world.key(tenant, ['read']);
    const soon = new Date(Date.now() + 300);
    const { key: ended } = await issueKey(world.storage, { tenant, name: 'ended', expiresAt: soon });
    await waitFor(() => Date.now() > soon.getTime());
    expect((await asked('/v1/audit', reader, 'refused-403')).status).toBe(403);
    expect((await asked('/v1/studies', ended, 'refused-401')).status).toBe(401);
    expect((await asked('/v1/studies', `wr_${'x'.repeat(43)}`, 'stranger')).status).toBe(401);
    expect((await asked('/v1/studies', undefined, 'nobody')).status).toBe(401);
    expect((await asked('/v1/studies/1.2.3.4', admin, 'missing')).status).toBe(404);
    await settle();
    const found = await entries();
    expect(about(found, 'refused-403')).toMatchObject([{ operation: 'listAudit', outcome: 'refused', status: 403 }]);
    expect(about(found, 'refused-401')).toMatchObject([{ operation: 'listStudies', outcome: 'refused', status: 401 }]);
    expect(about(found, 'missing')).toMatchObject([{ status: 404, objects: [{ id: '1.2.3.4' }] }]);
    expect([...about(found, 'stranger'), ...about(found, 'nobody')]).toEqual([]);
  });

  it('leaves nothing of a patient: neither query nor a path that is no id', async () => {
    await asked('/v1/studies?status=Doe-Jane&patient=Doe-Jane', admin, 'phi-1');
    await asked('/v1/studies/Doe-Jane', admin, 'phi-2');
    await settle();
    const found = await entries();
    expect([...about(found, 'phi-1'), ...about(found, 'phi-2')]).toHaveLength(2);
    for await (const { key } of world.storage.list('audit/')) {
      expect((await world.storage.get(key)).toString()).not.toContain('Doe');
    }
  });

  it('of DICOMweb is audited with what it read or found, and without what it searched by', async () => {
    const { path, ref, sop, series } = await storedDicom(world, { patientId: 'DOE-7' });
    const study = { type: 'studies', id: ref.study };
    const asked = (id: string) => ({ headers: { 'x-request-id': id } });
    await (await call(`${world.url}${path}/frames/1`, admin, asked('frames-1'))).arrayBuffer();
    await (await call(`${world.url}/dicomweb/studies?PatientID=DOE-7`, admin, asked('search-1'))).arrayBuffer();
    await settle();
    const all = await entries();
    const image = [study, { type: 'series', id: series }, { type: 'instances', id: sop }, { type: 'frames', id: '1' }];
    expect(about(all, 'frames-1')).toMatchObject([{ operation: 'retrieveDicomFrames', objects: image }]);
    expect(about(all, 'search-1')).toMatchObject([{ operation: 'searchDicomStudies', objects: [study] }]);
    expect(JSON.stringify(all)).not.toContain('DOE-7');
  });

  it('with files that did not reach ingest is audited here', async () => {
    const body = uploadForm([{ name: 'a.png', bytes: Buffer.alloc(10) }]);
    const response = await call(`${world.url}/v1/studies`, admin, {
      method: 'POST',
      body,
      headers: { 'x-request-id': 'upload-1' },
    });
    expect(response.status).toBe(503);
    await settle();
    expect(about(await entries(), 'upload-1')).toMatchObject([{ operation: 'uploadStudy', outcome: 'failed' }]);
  });
});

describe('the log', () => {
  it('of another tenant is not to be seen', async () => {
    const other = await world.key('south');
    const response = await call(`${world.url}/v1/audit`, other);
    expect(await response.json()).toEqual({ entries: [] });
  });

  it('is paged by time', async () => {
    const all = await entries();
    const found: Entry[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const query: string = next === '' ? '' : `&cursor=${next}`;
      const response = await call(`${world.url}/v1/audit?limit=2${query}`, admin);
      const page = (await response.json()) as { entries: Entry[]; next?: string };
      found.push(...page.entries);
      next = page.next;
    }
    expect(found).toEqual(all);
    expect(await entries(`&since=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
    expect((await call(`${world.url}/v1/audit?since=yesterday`, admin)).status).toBe(400);
  });
});

describe('as FHIR', () => {
  // biome-ignore lint/suspicious/noExplicitAny: FHIR resources, looked at by path
  type Resource = any;
  const bundle = async (path: string, accept?: string): Promise<Resource> => {
    const response = await call(`${world.url}${path}`, admin, { headers: accept ? { accept } : {} });
    expect(response.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    return response.json();
  };

  it('it is a Bundle of AuditEvents by BALP, by parameter and by Accept', async () => {
    const asParameter = await bundle('/v1/audit?format=fhir&limit=3');
    const accepted = await bundle('/v1/audit?limit=3', 'application/fhir+json');
    expect(asParameter).toMatchObject({ resourceType: 'Bundle', type: 'searchset' });
    expect(accepted.entry).toEqual(asParameter.entry);
    const next = asParameter.link.find(({ relation }: Resource) => relation === 'next').url;
    expect((await bundle(next)).entry[0]).not.toEqual(asParameter.entry[0]);
  });

  it('a deletion, a read, a search and a refusal have the parts that their profiles ask for', async () => {
    const { entry } = await bundle('/v1/audit?format=fhir&limit=1000');
    const events: Resource[] = entry.map(({ resource }: Resource) => resource);
    const of = (operation: string, outcome = '0') =>
      events.find(({ subtype, ...event }) => subtype[1].code === operation && event.outcome === outcome);
    const profile = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit';
    const agents = (event: Resource) => event.agent.map(({ type }: Resource) => type.coding[0].code);
    const deletion = of('deleteStudy');
    expect(deletion).toMatchObject({ action: 'D', outcome: '0', meta: { profile: [`${profile}.Delete`] } });
    expect(agents(deletion)).toEqual(['110150', 'custodian', 'AUT']);
    expect(deletion.entity[1].what.identifier).toMatchObject({ system: 'urn:dicom:uid' });
    const reading = of('getSummary');
    expect(reading).toMatchObject({ action: 'R', meta: { profile: [`${profile}.Read`] } });
    expect(agents(reading)).toEqual(['110152', '110153', 'IRCP']);
    const search = of('listStudies');
    expect(search).toMatchObject({ action: 'E', meta: { profile: [`${profile}.Query`] } });
    expect(search.entity[1]).not.toHaveProperty('what');
    expect(Buffer.from(search.entity[1].query, 'base64').toString()).toBe('GET /v1/studies');
    const refusal = of('listAudit', '4');
    expect(refusal).not.toHaveProperty('meta');
    for (const event of events) {
      expect(event.entity[0].type.code).toBe('XrequestId');
      const data = event.entity.filter(({ type }: Resource) => type.code === '2');
      expect(data).toHaveLength(1);
      expect(event.id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
      expect(event.agent.filter(({ requestor }: Resource) => requestor)).toHaveLength(1);
    }
  });
});
