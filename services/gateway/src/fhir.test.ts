import { newUid } from '@wetread/contracts';
import { connectRedis } from '@wetread/queues';
import { waitFor } from '@wetread/testing';
import type { Bundle, DiagnosticReport, Observation, OperationOutcome, Resource } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReportIndex } from './fhir/report-index.ts';
import { reportedStudy } from './fixtures/reported.ts';
import { notice } from './fixtures/summarized.ts';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let key: string;
beforeAll(async () => {
  world = await startWorld({ FHIR_PATIENT_SYSTEM: 'urn:oid:1.2.276.0.76' });
  key = await world.key(tenant, ['read']);
});
afterAll(() => world.stop());

async function ask<T = Resource>(path: string, options: RequestInit & { key?: string } = {}) {
  const response = await call(`${world.url}/fhir${path}`, options.key ?? key, options);
  const text = await response.text();
  if (text !== '') expect(response.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
  return { status: response.status, headers: response.headers, body: JSON.parse(text || '{}') as T };
}

const matchesOf = ({ entry = [] }: Bundle): Resource[] =>
  entry.filter(({ search }) => search?.mode === 'match').map(({ resource }) => resource as Resource);
const idsOf = (bundle: Bundle): string[] => matchesOf(bundle).map(({ id = '' }) => id);
const found = async (query: string, as = key): Promise<string[]> =>
  idsOf((await ask<Bundle>(`/${query}`, { key: as })).body);

describe('a report', () => {
  it('is a preliminary machine text with its parts, its notice and what made it', async () => {
    const over = { patientId: 'P <1>', accession: 'A-1', studyDate: '2026-03-02' };
    const { study } = await reportedStudy(world, key, over);
    const { body, headers } = await ask<DiagnosticReport>(`/DiagnosticReport/${study}`);
    expect(body).toMatchObject({
      status: 'preliminary',
      meta: { security: [{ code: 'AIAST' }] },
      subject: { identifier: { system: 'urn:oid:1.2.276.0.76', value: 'P <1>' } },
      effectiveDateTime: '2026-03-02',
      conclusion: 'No acute finding.',
      imagingStudy: [{ reference: `ImagingStudy/${study}` }],
    });
    expect(body.performer).toBeUndefined();
    expect(headers.get('etag')).toBe(`W/"${body.meta?.versionId}"`);
    expect(headers.get('last-modified')).toMatch(/GMT$/);
    const form = Buffer.from(body.presentedForm?.[0]?.data ?? '', 'base64').toString('utf8');
    expect(form).toBe(`${notice}\n\nThe lungs are clear. No acute finding.\n`);
    const parts = await Promise.all((body.result ?? []).map(({ reference }) => ask<Observation>(`/${reference}`)));
    expect(parts.map(({ body: { code, valueString } }) => [code.coding?.[0]?.code, valueString])).toEqual([
      ['18782-3', 'The lungs are clear.'],
      ['19005-8', 'No acute finding.'],
    ]);
    const device = parts[0]?.body.device?.reference;
    expect((await ask(`/${device}`)).body).toMatchObject({ deviceName: [{ name: 'demo' }], version: [{ value: '1' }] });
    const [made] = await found(`Provenance?target=DiagnosticReport/${study}`);
    expect((await ask(`/Provenance/${made}`)).body).toMatchObject({ agent: [{ who: { reference: device } }] });
  });

  it('is not sent again to who has it', async () => {
    const { study } = await reportedStudy(world, key);
    const { headers } = await ask(`/DiagnosticReport/${study}`);
    const again = { headers: { 'if-none-match': headers.get('etag') ?? '' } };
    expect(await ask(`/DiagnosticReport/${study}`, again)).toMatchObject({ status: 304, body: {} });
    expect((await ask(`/DiagnosticReport/${study}`, { headers: { 'if-none-match': 'W/"0"' } })).status).toBe(200);
  });

  it('stays preliminary when it is accepted or edited, is withdrawn when rejected, and tells who said so', async () => {
    const writer = await world.key(tenant);
    const { study } = await reportedStudy(world, key);
    const versions = new Set<string | undefined>();
    const correct = async (verdict: string, text?: string) => {
      const body = JSON.stringify({ result: 'res_1', verdict, text, practitioner: { value: 'R-7' } });
      const headers = { 'content-type': 'application/json' };
      await call(`${world.url}/v1/studies/${study}/corrections`, writer, { method: 'POST', headers, body });
      const { body: report } = await ask<DiagnosticReport>(`/DiagnosticReport/${study}`);
      versions.add(report.meta?.versionId);
      return [report.status, report.conclusion];
    };
    expect(await correct('accept')).toEqual(['preliminary', 'No acute finding.']);
    expect(await correct('edit', 'Effusion.')).toEqual(['preliminary', 'No acute finding.']);
    expect(await correct('reject')).toEqual(['entered-in-error', 'No acute finding.']);
    expect(await found(`DiagnosticReport?identifier=${study}&status=preliminary`)).toEqual([]);
    expect(await correct('accept')).toEqual(['preliminary', 'No acute finding.']);
    expect(versions.size).toBe(4);
    const { body } = await ask<Bundle>(`/Provenance?target=${study}`);
    const whos = matchesOf(body).map((one) => (one as { agent?: { who?: object }[] }).agent?.[0]?.who);
    expect(whos.filter((who) => JSON.stringify(who)?.includes('R-7'))).toHaveLength(4);
  });

  it('is not there for another tenant, nor for anybody once its study is deleted', async () => {
    const { study } = await reportedStudy(world, key, { patientId: 'P-gone' });
    const other = await world.key('south');
    for (const path of [`DiagnosticReport/${study}`, `ImagingStudy/${study}`]) {
      expect((await ask(`/${path}`, { key: other })).status).toBe(404);
      expect((await ask(`/${path}`)).status).toBe(200);
    }
    expect(await found('DiagnosticReport', other)).toEqual([]);
    expect(await found('Device', other)).toEqual([]);
    expect(await found('DiagnosticReport?patient:identifier=P-gone', other)).toEqual([]);
    const admin = await world.key(tenant);
    await call(`${world.url}/v1/studies/${study}`, admin, { method: 'DELETE' });
    expect((await ask(`/DiagnosticReport/${study}`)).status).toBe(404);
    expect(await found('DiagnosticReport?patient:identifier=P-gone')).toEqual([]);
  });
});

describe('a search', () => {
  let reader: string;
  const studies: string[] = [];
  beforeAll(async () => {
    reader = await world.key('west');
    for (let i = 0; i < 7; i++) {
      const receivedAt = `2026-05-0${i + 1}T12:00:00.000Z`;
      const over = { tenant: 'west', patientId: `P-${i % 2}`, accession: `A-${i}`, receivedAt };
      studies.push((await reportedStudy(world, reader, over)).study);
    }
  });
  const at = (...places: number[]) => places.map((place) => studies[place]);
  const sorted = (list: readonly (string | undefined)[]) => [...list].sort();

  it.each([
    ['patient:identifier=P-1', [1, 3, 5]],
    ['subject:identifier=P-1', [1, 3, 5]],
    ['patient.identifier=urn:oid:1.2.276.0.76|P-1', [1, 3, 5]],
    ['patient:identifier=urn:oid:1.2.276.0.77|P-1', []],
    ['patient:identifier=P-1,P-0&date=ge2026-05-06', [5, 6]],
    ['patient:identifier=P-9', []],
    ['identifier=A-2', [2]],
    ['identifier=A-2,A-3', [2, 3]],
    ['date=2026-05-03', [2]],
    ['date=gt2026-05-05&date=lt2026-05-07', [5]],
    ['date=ne2026-05-03', [0, 1, 3, 4, 5, 6]],
    ['date=ge2026-05-05T12:00:00Z', [4, 5, 6]],
    ['date=sa2026-05-06', [6]],
    ['date=eb2026-05-02', [0]],
    ['_lastUpdated=le2026-05-02', [0, 1]],
    ['_lastUpdated=ge2026-05-06&date=ge2026-05-07', [6]],
    ['status=preliminary&category=RAD', [0, 1, 2, 3, 4, 5, 6]],
    ['status=final', []],
    ['status:not=final&_lastUpdated=2026-05-01', [0]],
    ['code=http://loinc.org|36554-4&date=2026-05-01', [0]],
    ['code=http://snomed.info/sct|36554-4', []],
  ])('%s', async (query, places) => {
    expect(sorted(await found(`DiagnosticReport?${query}`, reader))).toEqual(sorted(at(...places)));
  });

  it('finds by study UID, in either way of writing it', async () => {
    for (const value of [studies[3], `urn:oid:${studies[3]}`, `urn:dicom:uid|urn:oid:${studies[3]}`]) {
      expect(await found(`ImagingStudy?identifier=${value}`, reader)).toEqual(at(3));
    }
    expect(await found(`DiagnosticReport?_id=${studies[0]},${newUid()}`, reader)).toEqual(at(0));
  });

  it.each(['DiagnosticReport?', 'DiagnosticReport?patient:identifier=P-0,P-1&', 'Observation?date=ge2026&'])(
    '%s is paged through by its next links without gap or repeat',
    async (query) => {
      const seen: string[] = [];
      let url: string | undefined = `${world.url}/fhir/${query}_count=2`;
      for (let page = 0; url && page < 20; page++) {
        const bundle = (await (await call(url, reader)).json()) as Bundle;
        expect(matchesOf(bundle).length).toBeLessThanOrEqual(2);
        seen.push(...idsOf(bundle));
        url = bundle.link?.find(({ relation }) => relation === 'next')?.url;
        expect(url ?? '').not.toContain('P-0');
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBe(query.startsWith('Observation') ? 14 : 7);
    },
  );

  it('gives no page to another tenant or of another type', async () => {
    const { body } = await ask<Bundle>('/DiagnosticReport?_count=1', { key: reader });
    const next = new URL(body.link?.find(({ relation }) => relation === 'next')?.url ?? '');
    expect((await ask(next.href.replace(`${world.url}/fhir`, ''), { key })).status).toBe(400);
    expect((await ask(`/Observation${next.search}`, { key: reader })).status).toBe(400);
  });

  it('comes with what it asks to include', async () => {
    const query = `/DiagnosticReport?identifier=A-4&_include=DiagnosticReport:result&_revinclude=Provenance:target`;
    const { body } = await ask<Bundle>(query, { key: reader });
    const modes = body.entry?.map(({ resource, search }) => `${search?.mode} ${resource?.resourceType}`);
    expect(modes).toEqual([
      'match DiagnosticReport',
      'include Observation',
      'include Observation',
      'include Provenance',
    ]);
  });

  it('by POST keeps a patient out of the address', async () => {
    const body = new URLSearchParams({ 'patient:identifier': 'P-1', date: 'ge2026-05-05' });
    const { body: bundle } = await ask<Bundle>('/DiagnosticReport/_search', { method: 'POST', body, key: reader });
    expect(idsOf(bundle)).toEqual(at(5));
  });

  it('warns of what it does not know, or refuses it where it is asked to', async () => {
    const { body, status } = await ask<Bundle>('/DiagnosticReport?colour=red&identifier=A-4', { key: reader });
    expect(status).toBe(200);
    expect(idsOf(body)).toEqual(at(4));
    expect(body.entry?.at(-1)).toMatchObject({
      search: { mode: 'outcome' },
      resource: { issue: [{ severity: 'warning' }] },
    });
    expect(body.link?.[0]?.url).not.toContain('colour');
    const strict = { headers: { prefer: 'handling=strict' }, key: reader };
    expect((await ask('/DiagnosticReport?colour=red', strict)).status).toBe(400);
    expect((await ask('/DiagnosticReport?_sort=-_lastUpdated', strict)).status).toBe(200);
  });

  it('finds everything again after Redis was wiped', async () => {
    const redis = connectRedis(world.env.REDIS_URL ?? '');
    await redis.flushall();
    const away = await ask<OperationOutcome>('/DiagnosticReport', { key: reader });
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toBeTruthy();
    await waitFor(async () => (await ask('/DiagnosticReport', { key: reader })).status === 200);
    expect(sorted(await found('DiagnosticReport?patient:identifier=P-1', reader))).toEqual(sorted(at(1, 3, 5)));
    for (const name of await redis.keys('*')) {
      const type = await redis.type(name);
      const text =
        type === 'hash' ? JSON.stringify(await redis.hgetall(name)) : type === 'string' ? await redis.get(name) : '';
      expect(`${name} ${text}`).not.toMatch(/P-1|A-4/);
    }
    redis.disconnect();
  });
});

describe('an error', () => {
  it.each([
    [404, '/DiagnosticReport/1.2.3'],
    [404, '/Patient'],
    [404, '/Patient/1'],
    [404, '/Observation/findings-zzzz'],
    [400, '/DiagnosticReport?patient=123'],
    [400, '/DiagnosticReport?subject=Patient/123'],
    [400, '/DiagnosticReport?date=yesterday'],
    [400, '/DiagnosticReport?date=2026-02-30'],
    [400, '/DiagnosticReport?_count=many'],
    [400, '/DiagnosticReport?_page=abc'],
    [405, '/DiagnosticReport/1.2.3/_history'],
    [406, '/DiagnosticReport?_format=xml'],
  ])('%i of %s is an OperationOutcome', async (status, path) => {
    const { body, ...answer } = await ask<OperationOutcome>(path);
    expect(answer.status).toBe(status);
    expect(body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] });
  });

  it('is one for methods, keys, scopes and bodies, too', async () => {
    const json = { 'content-type': 'application/fhir+json' };
    const tries: [number, string, RequestInit & { key?: string }][] = [
      [405, '/DiagnosticReport/1.2.3', { method: 'DELETE' }],
      [415, '/DiagnosticReport', { method: 'POST', body: '{}', headers: json }],
      [400, '/DiagnosticReport', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }],
      [401, '/DiagnosticReport', { key: `wr_${'x'.repeat(43)}` }],
      [403, '/DiagnosticReport', { key: await world.key(tenant, ['ingest']) }],
    ];
    for (const [status, path, options] of tries) {
      const answer = await ask(path, options);
      expect([answer.status, answer.body.resourceType]).toEqual([status, 'OperationOutcome']);
    }
  });
});

describe('/fhir/metadata', () => {
  it('is open, and lists what can be searched by', async () => {
    const response = await fetch(`${world.url}/fhir/metadata`);
    expect(await response.json()).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      implementation: { url: `${world.url}/fhir` },
    });
  });
});

it('two replicas look patients up under the same key', async () => {
  const redis = connectRedis(world.env.REDIS_URL ?? '');
  const lists = await Promise.all([1, 2].map(() => new ReportIndex(redis, world.storage).byPatient(tenant, 'P-1')));
  expect(lists[0]).toBe(lists[1]);
  redis.disconnect();
});
