import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedDicom } from './fixtures/stored-dicom.ts';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';
import { configSchema } from './index.ts';

const viewer = 'https://viewer.example.org';
const other = 'http://localhost:3000';

let world: World;
let key: string;
beforeAll(async () => {
  world = await startWorld({ CORS_ORIGINS: `${viewer}, ${other}` });
  key = await world.key(tenant);
  await world.index.markFilled();
});
afterAll(() => world.stop());

const preflight = (path: string, origin: string, method = 'GET') =>
  call(`${world.url}${path}`, undefined, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,accept',
    },
  });
const from = (origin: string, path: string, by = key) => call(`${world.url}${path}`, by, { headers: { origin } });
const corsOf = ({ headers }: Response) => [...headers.keys()].filter((name) => name.startsWith('access-control-'));

describe('a page of a known origin', () => {
  it.each(['/dicomweb/studies', '/v1/studies', '/fhir/DiagnosticReport'])('may ask for %s', async (path) => {
    for (const origin of [viewer, other]) {
      const before = await preflight(path, origin);
      expect(before.status).toBe(204);
      expect(before.headers.get('access-control-allow-origin')).toBe(origin);
      expect(before.headers.get('access-control-allow-headers')).toMatch(/authorization/);
      expect(before.headers.get('access-control-allow-credentials')).toBeNull();
      const answer = await from(origin, path);
      expect(answer.ok).toBe(true);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-expose-headers')).toMatch(/etag.*retry-after/);
      expect(answer.headers.get('vary')).toMatch(/\borigin\b/i);
    }
  });

  it('may store and change, too', async () => {
    for (const method of ['POST', 'PATCH', 'PUT', 'DELETE']) {
      expect((await preflight('/v1/rules', viewer, method)).headers.get('access-control-allow-methods')).toContain(
        method,
      );
    }
  });

  it('reads errors, and what has a Vary of its own', async () => {
    const refused = await call(`${world.url}/v1/studies`, undefined, { headers: { origin: viewer } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, viewer]);
    const missing = await from(viewer, '/dicomweb/studies/1.2.3/metadata');
    expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, viewer]);
    const { ref } = await storedDicom(world);
    const metadata = await from(viewer, `/dicomweb/studies/${ref.study}/metadata`);
    expect(metadata.status).toBe(200);
    expect(metadata.headers.get('vary')).toBe('accept, origin');
  });
});

describe('nobody else', () => {
  it.each(['https://evil.example', `${viewer}.evil.example`, `${viewer}:8443`, 'http://viewer.example.org', 'null'])(
    'such as %s',
    async (origin) => {
      const before = await preflight('/v1/studies', origin);
      expect([before.status, corsOf(before)]).toEqual([404, []]);
      const answer = await from(origin, '/v1/studies');
      expect([answer.status, corsOf(answer)]).toEqual([200, []]);
      expect(answer.headers.get('vary')).toMatch(/\borigin\b/i);
    },
  );

  it.each(['/metrics', '/healthz', '/openapi.json'])('and nothing else, such as %s', async (path) => {
    expect(corsOf(await from(viewer, path))).toEqual([]);
    expect(corsOf(await preflight(path, viewer))).toEqual([]);
  });
});

it.each([
  '*',
  'viewer.example.org',
  'https://viewer.example.org/',
  'https://viewer.example.org/ohif',
  'null',
  'ftp://a.b',
])('%s is no origin', (origin) => {
  expect(configSchema.shape.CORS_ORIGINS.safeParse(origin).success).toBe(false);
});

it('without origins there is none of it', async () => {
  const plain = await startWorld();
  const answer = await call(`${plain.url}/v1/studies`, await plain.key(tenant), { headers: { origin: viewer } });
  expect([answer.status, corsOf(answer), answer.headers.get('vary')]).toEqual([200, [], null]);
  await plain.stop();
});
