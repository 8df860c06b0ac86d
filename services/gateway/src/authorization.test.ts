import { type Scope, scopes } from '@wetread/accounts';
import { freePort, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summarizedDicom } from './fixtures/dicom-study.ts';
import { identifiedAs } from './fixtures/identified.ts';
import { answers, type Receiver, startReceiver } from './fixtures/receiver.ts';
import { addEndpoint, call, operatorKey, startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';
import { offlineDocument } from './transport/http/offline-document.ts';

/**
 * Who may do what: every route of the API document × every scope × own and other tenant. A new route fails here until
 * it has an entry.
 */
interface Entry {
  /** One of which opens the route; `admin` opens every route. */
  readonly scopes: readonly Scope[];
  /**
   * What it is to another tenant: `hidden` (404, for it names a thing), `own` (the other sees and makes its own
   * things only), `same` for all, or `operator` (403 for everybody but the operator).
   */
  readonly others: 'hidden' | 'own' | 'same' | 'operator';
  /** A valid body, so that a refusal is about the caller. */
  readonly body?: () => object;
}

const window = { start: '22:00', end: '06:00', time_zone: 'Europe/Berlin' };
const rule = () => ({ match: { ae_title: 'CT_1' }, window, due: '06:30' });
const destination = { kind: 'dimse', host: '127.0.0.1', port: 9, calledAeTitle: 'PACS' };
const newKey = () => ({ name: 'made', scopes: ['read'] });

const entries: Readonly<Record<string, Entry>> = {
  searchDicomStudies: { scopes: ['read'], others: 'own' },
  searchDicomSeries: { scopes: ['read'], others: 'own' },
  searchDicomInstances: { scopes: ['read'], others: 'own' },
  // Nothing of a study that is not there matches.
  searchDicomSeriesOfStudy: { scopes: ['read'], others: 'own' },
  searchDicomInstancesOfStudy: { scopes: ['read'], others: 'own' },
  searchDicomInstancesOfSeries: { scopes: ['read'], others: 'own' },
  retrieveDicomStudy: { scopes: ['read'], others: 'hidden' },
  retrieveDicomSeries: { scopes: ['read'], others: 'hidden' },
  retrieveDicomInstance: { scopes: ['read'], others: 'hidden' },
  getDicomStudyMetadata: { scopes: ['read'], others: 'hidden' },
  getDicomSeriesMetadata: { scopes: ['read'], others: 'hidden' },
  getDicomInstanceMetadata: { scopes: ['read'], others: 'hidden' },
  retrieveDicomFrames: { scopes: ['read'], others: 'hidden' },
  renderDicomStudy: { scopes: ['read'], others: 'hidden' },
  renderDicomSeries: { scopes: ['read'], others: 'hidden' },
  renderDicomInstance: { scopes: ['read'], others: 'hidden' },
  renderDicomFrames: { scopes: ['read'], others: 'hidden' },
  getDicomStudyThumbnail: { scopes: ['read'], others: 'hidden' },
  getDicomSeriesThumbnail: { scopes: ['read'], others: 'hidden' },
  getDicomInstanceThumbnail: { scopes: ['read'], others: 'hidden' },
  listStudies: { scopes: ['read'], others: 'own' },
  uploadStudy: { scopes: ['ingest'], others: 'own' },
  // Ingest, which does not run here, hides it from others.
  completeStudy: { scopes: ['ingest'], others: 'own' },
  storeInstances: { scopes: ['ingest'], others: 'own' },
  storeInstancesOfStudy: { scopes: ['ingest'], others: 'own' },
  getStudy: { scopes: ['read'], others: 'hidden' },
  deleteStudy: { scopes: ['ingest'], others: 'hidden' },
  getSummary: { scopes: ['read'], others: 'hidden' },
  getStudyIdentity: { scopes: ['identity'], others: 'hidden' },
  correctSummary: { scopes: ['read'], others: 'hidden', body: () => ({ result: 'res_1', verdict: 'accept' }) },
  listCorrections: { scopes: ['read'], others: 'hidden' },
  exportCorrections: { scopes: ['admin'], others: 'own' },
  askStudy: { scopes: ['chat'], others: 'hidden', body: () => ({ question: 'Is there an effusion?' }) },
  listMessages: { scopes: ['read', 'chat'], others: 'hidden' },
  createWebhookEndpoint: { scopes: ['webhooks'], others: 'own', body: () => ({ url: 'http://127.0.0.1:9/' }) },
  listWebhookEndpoints: { scopes: ['webhooks'], others: 'own' },
  getWebhookEndpoint: { scopes: ['webhooks'], others: 'hidden' },
  updateWebhookEndpoint: { scopes: ['webhooks'], others: 'hidden', body: () => ({ description: 'changed' }) },
  deleteWebhookEndpoint: { scopes: ['webhooks'], others: 'hidden' },
  listWebhookKeys: { scopes: ['webhooks'], others: 'hidden' },
  rotateWebhookSecret: { scopes: ['webhooks'], others: 'hidden', body: () => ({}) },
  disableWebhookEndpoint: { scopes: ['webhooks'], others: 'hidden' },
  enableWebhookEndpoint: { scopes: ['webhooks'], others: 'hidden' },
  testWebhookEndpoint: { scopes: ['webhooks'], others: 'hidden' },
  listWebhookDeliveries: { scopes: ['webhooks'], others: 'hidden' },
  getWebhookDelivery: { scopes: ['webhooks'], others: 'hidden' },
  redeliverWebhook: { scopes: ['webhooks'], others: 'hidden' },
  replayWebhooks: { scopes: ['webhooks'], others: 'hidden', body: () => ({ since: '2026-01-01T00:00:00Z' }) },
  listWebhookReplays: { scopes: ['webhooks'], others: 'hidden' },
  getWebhookReplay: { scopes: ['webhooks'], others: 'hidden' },
  cancelWebhookReplay: { scopes: ['webhooks'], others: 'hidden' },
  createDestination: { scopes: ['webhooks'], others: 'own', body: () => destination },
  listDestinations: { scopes: ['webhooks'], others: 'own' },
  getDestination: { scopes: ['webhooks'], others: 'hidden' },
  updateDestination: { scopes: ['webhooks'], others: 'hidden', body: () => ({ description: 'changed' }) },
  deleteDestination: { scopes: ['webhooks'], others: 'hidden' },
  disableDestination: { scopes: ['webhooks'], others: 'hidden' },
  enableDestination: { scopes: ['webhooks'], others: 'hidden' },
  testDestination: { scopes: ['webhooks'], others: 'hidden' },
  listDestinationDeliveries: { scopes: ['webhooks'], others: 'hidden' },
  getDestinationDelivery: { scopes: ['webhooks'], others: 'hidden' },
  redeliverToDestination: { scopes: ['webhooks'], others: 'hidden' },
  getSummaryReport: { scopes: ['read'], others: 'hidden' },
  listEventTypes: { scopes: ['webhooks'], others: 'same' },
  createBatch: { scopes: ['ingest'], others: 'own', body: () => ({ studies: ['1.2.3'], window }) },
  listBatches: { scopes: ['read'], others: 'own' },
  getBatch: { scopes: ['read'], others: 'hidden' },
  cancelBatch: { scopes: ['ingest'], others: 'hidden' },
  getBatchOutput: { scopes: ['read'], others: 'hidden' },
  getBatchErrors: { scopes: ['read'], others: 'hidden' },
  getBatchResults: { scopes: ['read'], others: 'hidden' },
  createRule: { scopes: ['ingest'], others: 'own', body: rule },
  listRules: { scopes: ['read'], others: 'own' },
  getRule: { scopes: ['read'], others: 'hidden' },
  replaceRule: { scopes: ['ingest'], others: 'hidden', body: rule },
  deleteRule: { scopes: ['ingest'], others: 'hidden' },
  createNight: { scopes: ['ingest'], others: 'own', body: () => ({ date: '2026-03-02' }) },
  listNights: { scopes: ['read'], others: 'own' },
  getNight: { scopes: ['read'], others: 'hidden' },
  getNightReport: { scopes: ['read'], others: 'hidden' },
  listApiKeys: { scopes: ['admin'], others: 'own' },
  createApiKey: { scopes: ['admin'], others: 'own', body: newKey },
  rotateApiKey: { scopes: ['admin'], others: 'hidden', body: () => ({}) },
  revokeApiKey: { scopes: ['admin'], others: 'hidden' },
  listAudit: { scopes: ['admin'], others: 'own' },
  listTenants: { scopes: ['admin'], others: 'operator' },
  createTenant: { scopes: ['admin'], others: 'operator', body: () => ({ id: 'made', name: 'Made' }) },
  getTenant: { scopes: ['admin'], others: 'operator' },
  changeTenant: { scopes: ['admin'], others: 'operator', body: () => ({ name: 'Changed' }) },
  createTenantApiKey: { scopes: ['admin'], others: 'operator', body: newKey },
};
const open = ['healthz', 'readyz', 'metrics'];

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly template: string;
  readonly form: string | undefined;
  readonly entry: Entry;
}

const document = await offlineDocument();
const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods as Record<string, { operationId: string; requestBody?: { content: object } }>).map(
    ([method, { operationId, requestBody }]) => ({
      operation: operationId,
      method: method.toUpperCase(),
      template,
      form: Object.keys(requestBody?.content ?? {}).find((type) => type.startsWith('multipart/')),
    }),
  ),
);
const routes: Route[] = operations.flatMap((route) => {
  const entry = entries[route.operation];
  return entry ? [{ ...route, entry }] : [];
});

let world: World;
let receiver: Receiver;
/** Of the tenant that owns everything here, by the part of the path before the id. */
const ids: Record<string, string> = {};
const ofOwner = {} as Record<Scope, string>;
let admin: string;

beforeAll(async () => {
  world = await startWorld({
    INGEST_URL: `http://127.0.0.1:${await freePort()}`,
    LLM_ADDRESS: `127.0.0.1:${await freePort()}`,
    ANSWER_TIMEOUT_MS: '500',
  });
  for (const scope of scopes) ofOwner[scope] = await world.key(tenant, [scope]);
  admin = ofOwner.admin;
  receiver = await startReceiver(answers(204));
  ids['webhook-endpoints'] = (await addEndpoint(world.url, admin, receiver.url)).id;
  ids.destinations = await make('/v1/destinations', destination);
  const summarized = await summarizedDicom(world);
  const { study, series, sop } = summarized;
  Object.assign(ids, { studies: study, series, instances: sop, frames: '1' });
  await identifiedAs(world, study, { patientId: 'MRN-7' });
  // To the endpoint as well as to the destination, which is not there.
  ids.deliveries = summarized.event;
  const log = `${world.url}/v1/destinations/${ids.destinations}/deliveries/${ids.deliveries}`;
  await waitFor(async () => receiver.received.length > 0 && (await call(log, admin)).ok);
  const endpoint = `/v1/webhook-endpoints/${ids['webhook-endpoints']}`;
  ids.replays = await make(`${endpoint}/replay`, { since: '2026-01-01T00:00:00Z' });
  ids.batches = await make('/v1/batches', { studies: [ids.studies, '1.2.3'], window });
  ids.rules = await make('/v1/rules', rule());
  ids.nights = await make('/v1/nights', { date: '2026-03-01', expected: { studies: [{ study: '1.2.3' }] } });
  ids['api-keys'] = await make('/v1/api-keys', newKey());
  ids.tenants = 'local';
});
afterAll(async () => {
  receiver.stop();
  await world.stop();
});

const json = { 'content-type': 'application/json' };

async function make(path: string, body: object): Promise<string> {
  const options = { method: 'POST', headers: json, body: JSON.stringify(body) };
  const response = await call(`${world.url}${path}`, admin, options);
  const { id } = (await response.json()) as { id?: string };
  if (id === undefined) throw new Error(`${path} answered ${response.status}`);
  return id;
}

/** `/v1/studies/{id}` with the id of the owner's study. */
function pathOf({ template }: Route): string {
  const parts = template.split('/');
  const filled = parts.map((part, i) => {
    if (!part.startsWith('{')) return part;
    const id = ids[parts[i - 1] ?? ''];
    if (id === undefined) throw new Error(`${template} names a thing of which this test makes none`);
    return id;
  });
  return filled.join('/');
}

async function ask(route: Route, key: string | undefined): Promise<{ status: number; text: string }> {
  const { method, form, entry } = route;
  const body = form ? '--x--\r\n' : entry.body && JSON.stringify(entry.body());
  const headers = form ? { 'content-type': `${form}; boundary=x; type="application/dicom"` } : body ? json : {};
  const options = { method, headers, ...(body !== undefined && { body }) };
  const response = await call(`${world.url}${pathOf(route)}`, key, options);
  return { status: response.status, text: await response.text() };
}

it('every route of the API document has an entry, and every entry a route', () => {
  const documented = operations.map(({ operation }) => operation).filter((operation) => !open.includes(operation));
  expect(Object.keys(entries).sort()).toEqual(documented.sort());
});

// Those that must change nothing come first; what they may not touch is still there for those that may.
describe.each(routes.map((route) => [route.operation, route] as const))('%s', (_, route) => {
  const { others, scopes: needed } = route.entry;

  it('is closed without a key', async () => {
    expect((await ask(route, undefined)).status).toBe(401);
  });

  it.each(scopes.filter((scope) => scope !== 'admin' && !needed.includes(scope)))(
    'is closed to the scope %s',
    async (scope) => {
      expect((await ask(route, ofOwner[scope])).status).toBe(403);
    },
  );

  it(`is ${others} to another tenant`, async () => {
    // A tenant for each route, so that what it finds is nothing of its own attempts at others.
    const { status, text } = await ask(route, await world.key(`other-${routes.indexOf(route)}`));
    if (others === 'hidden') expect(status).toBe(404);
    else if (others === 'operator') expect(status).toBe(403);
    else {
      expect([401, 403, 404]).not.toContain(status);
      for (const id of Object.values(ids).filter((id) => id.length > 5)) expect(text).not.toContain(id);
    }
  });
});

const reads = routes.filter(({ method }) => method === 'GET');
const gentle = routes.filter(({ method }) => method !== 'GET' && method !== 'DELETE');
const deletions = routes.filter(({ method }) => method === 'DELETE');

describe.each([...reads, ...gentle, ...deletions].map((route) => [route.operation, route] as const))(
  '%s',
  (_, route) => {
    const { others, scopes: needed } = route.entry;

    it.each([...new Set<Scope>([...needed, 'admin'])])('is open to the scope %s', async (scope) => {
      const { status } = await ask(route, others === 'operator' ? operatorKey : ofOwner[scope]);
      expect([401, 403]).not.toContain(status);
      // What another tenant does not find is there.
      if (route.method === 'GET') expect(status).toBe(200);
    });
  },
);

describe('FHIR, which is described by its own CapabilityStatement', () => {
  const searches = ['DiagnosticReport', 'Observation', 'ImagingStudy'].map((type) => `/fhir/${type}`);

  it.each(searches)('%s is open to readers and shows each tenant its own', async (path) => {
    expect((await call(`${world.url}${path}`, undefined)).status).toBe(401);
    for (const scope of scopes) {
      const { status } = await call(`${world.url}${path}`, ofOwner[scope]);
      expect([scope, status]).toEqual([scope, scope === 'read' || scope === 'admin' ? 200 : 403]);
    }
    const foreign = await call(`${world.url}${path}`, await world.key('south'));
    expect(foreign.status).toBe(200);
    expect(await foreign.text()).not.toContain(ids.studies);
  });
});
