import { newUid } from '@wetread/contracts';
import { freePort, uploadForm } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notice, summarizedStudy } from './fixtures/summarized.ts';
import { addEndpoint, call, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let key: string;
beforeAll(async () => {
  world = await startWorld({ INGEST_URL: `http://127.0.0.1:${await freePort()}` });
  key = await world.key(tenant);
});
afterAll(() => world.stop());

const ask = (path: string, options: RequestInit & { key?: string } = {}) =>
  call(`${world.url}${path}`, options.key ?? key, options);

const routes = [
  ['GET', '/v1/studies'],
  ['GET', '/v1/studies/1.2.3'],
  ['GET', '/v1/studies/1.2.3/summary'],
  ['DELETE', '/v1/studies/1.2.3'],
  ['POST', '/v1/studies/1.2.3/corrections'],
  ['GET', '/v1/studies/1.2.3/corrections'],
  ['GET', '/v1/corrections'],
  ['POST', '/v1/studies'],
  ['POST', '/dicomweb/studies'],
  ['GET', '/dicomweb/studies'],
  ['GET', '/v1/webhook-endpoints'],
  ['POST', '/v1/webhook-endpoints'],
  ['GET', `/v1/webhook-endpoints/we_${'0'.repeat(32)}`],
  ['DELETE', `/v1/webhook-endpoints/we_${'0'.repeat(32)}`],
  ['PATCH', `/v1/webhook-endpoints/we_${'0'.repeat(32)}`],
  ['GET', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/deliveries`],
  ['GET', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/deliveries/evt_${'0'.repeat(32)}`],
  ['POST', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/deliveries/evt_${'0'.repeat(32)}/redeliver`],
  ['GET', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/keys`],
  ['POST', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/secret/rotate`],
  ['POST', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/disable`],
  ['POST', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/enable`],
  ['POST', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/test`],
  ['POST', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/replay`],
  ['GET', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/replays`],
  ['GET', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/replays/rp_${'0'.repeat(32)}`],
  ['POST', `/v1/webhook-endpoints/we_${'0'.repeat(32)}/replays/rp_${'0'.repeat(32)}/cancel`],
  ['GET', '/v1/event-types'],
] as const;

describe.each(routes)('%s %s', (method, path) => {
  it('is closed to an unknown key', async () => {
    const response = await ask(path, { method, key: `wr_${'x'.repeat(43)}` });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect((await call(`${world.url}${path}`, undefined, { method })).status).toBe(401);
  });

  it('is closed to a key of another scope', async () => {
    const response = await ask(path, { method, key: await world.key(tenant, ['chat']) });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'forbidden' });
  });
});

describe('another tenant', () => {
  it('finds neither study nor endpoint, and can delete neither', async () => {
    const other = await world.key('south');
    const { study } = await summarizedStudy(world);
    const { id } = await addEndpoint(world.url, key, 'http://127.0.0.1:9/');
    const foreign = [`/v1/studies/${study}`, `/v1/studies/${study}/summary`, `/v1/webhook-endpoints/${id}`];
    for (const path of [...foreign, `/v1/webhook-endpoints/${id}/deliveries`]) {
      expect((await ask(path, { key: other })).status).toBe(404);
      expect((await ask(path)).status).toBe(200);
    }
    for (const path of [`/v1/studies/${study}`, `/v1/webhook-endpoints/${id}`]) {
      expect((await ask(path, { method: 'DELETE', key: other })).status).toBe(404);
      expect((await ask(path)).status).toBe(200);
    }
    expect(await (await ask('/v1/studies', { key: other })).json()).toEqual({ studies: [] });
    expect(await (await ask('/v1/webhook-endpoints', { key: other })).json()).toEqual({ endpoints: [] });
  });
});

describe('DELETE', () => {
  it('of a study answers 204 and leaves nothing', async () => {
    const ref = await summarizedStudy(world);
    const path = `/v1/studies/${ref.study}`;
    const response = await ask(path, { method: 'DELETE' });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    for await (const { key: left } of world.storage.list('')) expect(left).not.toContain(ref.study);
    expect((await ask(path)).status).toBe(404);
    expect((await ask(path, { method: 'DELETE' })).status).toBe(404);
    expect(await (await ask('/v1/studies')).text()).not.toContain(ref.study);
  });

  it('of an endpoint answers 204', async () => {
    const { id } = await addEndpoint(world.url, key, 'http://127.0.0.1:9/');
    expect((await ask(`/v1/webhook-endpoints/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(`/v1/webhook-endpoints/${id}`)).status).toBe(404);
  });
});

describe('a summary as text', () => {
  it('starts with the notice', async () => {
    const { study } = await summarizedStudy(world);
    const response = await ask(`/v1/studies/${study}/summary`, { headers: { accept: 'text/plain' } });
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe(`${notice}\n\nThe lungs are clear. No acute finding.\n`);
  });
});

describe('250 studies', () => {
  const studies = Array.from({ length: 250 }, newUid);
  let reader: string;
  beforeAll(async () => {
    reader = await world.key('west');
    // Ten share each moment, so that pages end inside one.
    const at = (i: number) => new Date(Date.UTC(2026, 0, 1) + Math.floor(i / 10)).toISOString();
    for (const [i, study] of studies.entries()) {
      const status = i % 2 ? 'queued' : 'received';
      const row = { tenant: 'west', study, status, revision: 0, priority: 'routine' } as const;
      await world.index.put({ ...row, receivedAt: at(i), updatedAt: at(i) });
    }
  });

  interface Page {
    readonly studies: { id: string; receivedAt: string }[];
    readonly next?: string;
  }

  async function allPages(query: string): Promise<Page['studies']> {
    const found: Page['studies'] = [];
    let cursor = '';
    do {
      const response = await ask(`/v1/studies?${query}${cursor && `&cursor=${cursor}`}`, { key: reader });
      const { studies: page, next = '' } = (await response.json()) as Page;
      found.push(...page);
      cursor = next;
    } while (cursor && found.length <= studies.length);
    return found;
  }

  it.each(['', 'limit=7', 'limit=10', 'limit=125', 'limit=200'])(
    'are paged through by %j without gap or repeat',
    async (query) => {
      const found = await allPages(query);
      expect(found.map(({ id }) => id).sort()).toEqual([...studies].sort());
      const times = found.map(({ receivedAt }) => receivedAt);
      expect(times).toEqual([...times].sort().reverse());
    },
  );

  it('are filtered and paged at once', async () => {
    const found = await allPages('limit=7&status=queued');
    expect(found.map(({ id }) => id).sort()).toEqual(studies.filter((_, i) => i % 2).sort());
  });

  it.each(['limit=0', 'limit=201', 'status=lost', 'since=yesterday', 'cursor=bm9uc2Vuc2U'])(
    '%s is not valid',
    async (query) => {
      const response = await ask(`/v1/studies?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'invalid_request' });
    },
  );
});

describe('with ingest down', () => {
  it.each(['/v1/studies', '/dicomweb/studies'])('POST %s says when to come back', async (path) => {
    const body = uploadForm([{ name: 'a.png', bytes: Buffer.alloc(200_000) }]);
    const response = await ask(path, { method: 'POST', body });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ code: 'ingest_unavailable', retryable: true });
  });
});
