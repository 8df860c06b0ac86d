import { Validator } from '@seriousme/openapi-schema-validator';
import { waitFor } from '@wetread/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summarizedDicom } from './fixtures/dicom-study.ts';
import { identifiedAs } from './fixtures/identified.ts';
import { answers, type Receiver, startReceiver } from './fixtures/receiver.ts';
import { addEndpoint, call, operatorKey, startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, { content?: Record<string, unknown> }>;
}
type ApiDocument = {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
};

let world: World;
let receiver: Receiver;
let key: string;
let document: ApiDocument;
let ajv: Ajv2020;
const ids = {
  study: '',
  series: '',
  instance: '',
  frames: '1',
  destination: '',
  summary: '',
  endpoint: '',
  event: '',
  replay: '',
  batch: '',
  rule: '',
  night: '',
};

beforeAll(async () => {
  world = await startWorld();
  key = await world.key(tenant);
  receiver = await startReceiver((number, response) => answers(number === 1 ? 500 : 204)(number, response));
  document = (await (await fetch(`${world.url}/openapi.json`)).json()) as ApiDocument;
  // Strict about types, but the document around the schemas is none.
  ajv = new Ajv2020({ strict: false, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'api');
  ids.endpoint = (await addEndpoint(world.url, key, receiver.url)).id;
  ids.destination = await post('/v1/destinations', {
    kind: 'dimse',
    host: '127.0.0.1',
    port: 9,
    calledAeTitle: 'PACS',
  });
  const summarized = await summarizedDicom(world);
  const { study, series, sop, event } = summarized;
  Object.assign(ids, { study, series, instance: sop, summary: event });
  await identifiedAs(world, study, { patientId: 'MRN-7', study: '1.2.3' }, { sop });
  const log = `${world.url}/v1/destinations/${ids.destination}/deliveries/${ids.summary}`;
  await waitFor(async () => (await call(log, key)).ok);
  ids.event = (await tellOfStudy(world)).event;
  await waitFor(() => receiver.received.length > 1);
  ids.replay = await post(`/v1/webhook-endpoints/${ids.endpoint}/replay`, { since: '2026-01-01T00:00:00Z' });
  const window = { start: '22:00', end: '06:00', time_zone: 'Europe/Berlin' };
  ids.batch = await post('/v1/batches', { studies: [ids.study, '1.2.3'], window, metadata: { shift: 'night' } });
  ids.rule = await post('/v1/rules', { match: { ae_title: 'CT_1' }, window, due: '06:30' });
  ids.night = await post('/v1/nights', { date: '2026-03-01', expected: { studies: [{ study: '1.2.3' }] } });
});
afterAll(async () => {
  receiver.stop();
  await world.stop();
});

async function post(path: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const response = await call(`${world.url}${path}`, key, { method: 'POST', headers, body: JSON.stringify(body) });
  return ((await response.json()) as { id: string }).id;
}

const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** @returns what is wrong with a body by the document, undefined where nothing is */
function faultsOf(template: string, method: string, status: number, type: string, body: unknown): unknown {
  const pointer = ['paths', template, method, 'responses', String(status), 'content', type, 'schema'].map(escaped);
  const validate = ajv.getSchema(`api#/${pointer.join('/')}`);
  if (!validate) return `${method} ${template} documents no ${status} as ${type}`;
  return validate(body) ? undefined : validate.errors;
}

async function checked(template: string, options: { path?: string; key?: string; accept?: string } = {}) {
  const path = options.path ?? template;
  const headers = { ...(options.accept && { accept: options.accept }) };
  const response = await call(`${world.url}${path}`, options.key ?? key, { headers });
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const text = await response.text();
  const body = /[/+]json$/.test(type) ? JSON.parse(text) : text;
  expect(faultsOf(template, 'get', response.status, type, body)).toBeUndefined();
  return { status: response.status, body };
}

describe('/openapi.json', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toMatchObject({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('names every operation once', () => {
    const names = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has schemas that tell wrong bodies from right ones', async () => {
    const { body } = await checked('/v1/studies');
    const wrong = { ...body, studies: [{ ...body.studies[0], status: 'lost' }] };
    expect(faultsOf('/v1/studies', 'get', 200, 'application/json', wrong)).toBeDefined();
  });
});

const ofStudy = '/dicomweb/studies/{study}';
const ofSeries = `${ofStudy}/series/{series}`;
const ofInstance = `${ofSeries}/instances/{instance}`;
const dicomweb = [
  '/dicomweb/studies',
  '/dicomweb/series',
  '/dicomweb/instances',
  `${ofStudy}/series`,
  `${ofStudy}/instances`,
  `${ofSeries}/instances`,
  ...[ofStudy, ofSeries, ofInstance].flatMap((path) =>
    ['', '/metadata', '/rendered', '/thumbnail'].map((part) => `${path}${part}`),
  ),
  `${ofInstance}/frames/{frames}`,
  `${ofInstance}/frames/{frames}/rendered`,
];
const filled = (template: string): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name as keyof typeof ids]);

const calls: Record<string, () => { path?: string; key?: string }> = {
  '/v1/studies': () => ({}),
  '/v1/studies/{id}': () => ({ path: `/v1/studies/${ids.study}` }),
  '/v1/studies/{id}/summary': () => ({ path: `/v1/studies/${ids.study}/summary` }),
  '/v1/studies/{id}/identity': () => ({ path: `/v1/studies/${ids.study}/identity` }),
  '/v1/studies/{id}/summary.dcm': () => ({ path: `/v1/studies/${ids.study}/summary.dcm` }),
  '/v1/studies/{id}/messages': () => ({ path: `/v1/studies/${ids.study}/messages` }),
  '/v1/studies/{id}/corrections': () => ({ path: `/v1/studies/${ids.study}/corrections` }),
  '/v1/corrections': () => ({}),
  '/v1/webhook-endpoints': () => ({}),
  '/v1/webhook-endpoints/{id}': () => ({ path: `/v1/webhook-endpoints/${ids.endpoint}` }),
  '/v1/webhook-endpoints/{id}/deliveries': () => ({ path: `/v1/webhook-endpoints/${ids.endpoint}/deliveries` }),
  '/v1/webhook-endpoints/{id}/deliveries/{event}': () => ({
    path: `/v1/webhook-endpoints/${ids.endpoint}/deliveries/${ids.event}`,
  }),
  '/v1/webhook-endpoints/{id}/keys': () => ({ path: `/v1/webhook-endpoints/${ids.endpoint}/keys` }),
  '/v1/webhook-endpoints/{id}/replays': () => ({ path: `/v1/webhook-endpoints/${ids.endpoint}/replays` }),
  '/v1/webhook-endpoints/{id}/replays/{replay}': () => ({
    path: `/v1/webhook-endpoints/${ids.endpoint}/replays/${ids.replay}`,
  }),
  '/v1/destinations': () => ({}),
  '/v1/destinations/{id}': () => ({ path: `/v1/destinations/${ids.destination}` }),
  '/v1/destinations/{id}/deliveries': () => ({ path: `/v1/destinations/${ids.destination}/deliveries` }),
  '/v1/destinations/{id}/deliveries/{event}': () => ({
    path: `/v1/destinations/${ids.destination}/deliveries/${ids.summary}`,
  }),
  '/v1/event-types': () => ({}),
  '/v1/api-keys': () => ({}),
  '/v1/audit': () => ({}),
  '/v1/tenants': () => ({ key: operatorKey }),
  '/v1/tenants/{id}': () => ({ path: '/v1/tenants/local', key: operatorKey }),
  '/v1/batches': () => ({}),
  '/v1/batches/{id}': () => ({ path: `/v1/batches/${ids.batch}` }),
  '/v1/batches/{id}/output': () => ({ path: `/v1/batches/${ids.batch}/output` }),
  '/v1/batches/{id}/errors': () => ({ path: `/v1/batches/${ids.batch}/errors` }),
  '/v1/batches/{id}/results': () => ({ path: `/v1/batches/${ids.batch}/results` }),
  '/v1/rules': () => ({}),
  '/v1/rules/{id}': () => ({ path: `/v1/rules/${ids.rule}` }),
  '/v1/nights': () => ({}),
  '/v1/nights/{id}': () => ({ path: `/v1/nights/${ids.night}` }),
  '/v1/nights/{id}/report': () => ({ path: `/v1/nights/${ids.night}/report` }),
  ...Object.fromEntries(dicomweb.map((template) => [template, () => ({ path: filled(template) })])),
  '/healthz': () => ({}),
  '/readyz': () => ({}),
  '/metrics': () => ({}),
};

it('every GET of the document is tried here', () => {
  const gets = Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [path] : []));
  expect(gets.sort()).toEqual(Object.keys(calls).sort());
});

describe.each(Object.entries(calls))('GET %s', (template, options) => {
  it('answers as documented', async () => {
    expect((await checked(template, options())).status).toBe(200);
  });
});

// Health and metrics are open, and refuse nobody; tenants are no tenant's own.
const own = (path: string) => /^\/(v1|dicomweb)\//.test(path) && !path.startsWith('/v1/tenants');
describe.each(Object.entries(calls).filter(([path]) => own(path)))('GET %s', (template, options) => {
  it('refuses as documented', async () => {
    expect((await checked(template, { ...options(), key: `wr_${'x'.repeat(43)}` })).status).toBe(401);
    if (!template.includes('{id}')) return;
    expect((await checked(template, { path: template.replace('{id}', 'no-id') })).status).toBe(400);
    expect((await checked(template, { ...options(), key: await world.key('south') })).status).toBe(404);
  });
});

it('a summary as text is documented', async () => {
  const path = `/v1/studies/${ids.study}/summary`;
  expect((await checked('/v1/studies/{id}/summary', { path, accept: 'text/plain' })).status).toBe(200);
});
