import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStorage } from '@wetread/storage';
import { tempFolder } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, operatorKey, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let admin: string;
beforeAll(async () => {
  world = await startWorld();
  admin = await world.key(tenant, ['admin']);
});
afterAll(() => world.stop());

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, each looked at by its test
  readonly body: any;
}

async function ask(method: string, path: string, key: string, body?: unknown): Promise<Answer> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await call(`${world.url}${path}`, key, { method, ...json });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

const opens = async (key: string, path = '/v1/studies') => (await ask('GET', path, key)).status;

describe('API keys', () => {
  it('are issued, shown once, listed, rotated and revoked by an administrator', async () => {
    const made = await ask('POST', '/v1/api-keys', admin, { name: 'reader', scopes: ['read'] });
    expect(made.status).toBe(201);
    const { key, id, prefix } = made.body;
    expect(key.startsWith(prefix)).toBe(true);
    expect(await opens(key)).toBe(200);
    expect(await opens(key, '/v1/api-keys')).toBe(403);
    const { body: list } = await ask('GET', '/v1/api-keys', admin);
    expect(list.keys.map((one: { id: string }) => one.id)).toContain(id);
    expect(JSON.stringify(list)).not.toContain(key);

    const rotated = await ask('POST', `/v1/api-keys/${id}/rotate`, admin, { overlapSeconds: 600 });
    expect(rotated.status).toBe(201);
    expect(rotated.body.old).toMatchObject({ id, replacedBy: rotated.body.new.id });
    expect([await opens(key), await opens(rotated.body.new.key)]).toEqual([200, 200]);
    expect((await ask('POST', `/v1/api-keys/${id}/rotate`, admin, {})).status).toBe(409);

    expect((await ask('DELETE', `/v1/api-keys/${id}`, admin)).status).toBe(204);
    expect((await ask('DELETE', `/v1/api-keys/${id}`, admin)).status).toBe(404);
    expect(JSON.stringify((await ask('GET', '/v1/api-keys', admin)).body)).not.toContain(`"id":"${id}"`);
  });

  it('of another tenant are neither listed nor rotated nor revoked', async () => {
    const other = await world.key('south', ['admin']);
    const { body } = await ask('POST', '/v1/api-keys', admin, { name: 'mine', scopes: ['read'] });
    expect(JSON.stringify((await ask('GET', '/v1/api-keys', other)).body)).not.toContain(body.id);
    expect((await ask('POST', `/v1/api-keys/${body.id}/rotate`, other, {})).status).toBe(404);
    expect((await ask('DELETE', `/v1/api-keys/${body.id}`, other)).status).toBe(404);
    expect(await opens(body.key)).toBe(200);
  });

  it('do not revoke themselves, so that one is left to administer with', async () => {
    const { body } = await ask('GET', '/v1/api-keys', admin);
    const own = body.keys.find(({ prefix }: { prefix: string }) => admin.startsWith(prefix));
    expect(await ask('DELETE', `/v1/api-keys/${own.id}`, admin)).toMatchObject({ status: 409 });
  });

  it.each([
    { name: '', scopes: ['read'] },
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['root'] },
    { name: 'x', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' },
  ])('are not issued for %j', async (body) => {
    expect(await ask('POST', '/v1/api-keys', admin, body)).toMatchObject({ status: 400 });
  });
});

describe('tenants', () => {
  it('are made by the operator, with a first admin key', async () => {
    const made = await ask('POST', '/v1/tenants', operatorKey, { id: 'west', name: 'Western' });
    expect(made.status).toBe(201);
    expect(await opens(made.body.key.key, '/v1/api-keys')).toBe(200);
    expect((await ask('POST', '/v1/tenants', operatorKey, { id: 'west', name: 'Again' })).status).toBe(409);
    expect((await ask('GET', '/v1/tenants', operatorKey)).body.tenants).toContainEqual(
      expect.objectContaining({ id: 'west', name: 'Western' }),
    );
    const lost = await ask('POST', '/v1/tenants/west/api-keys', operatorKey, { name: 'new', scopes: ['admin'] });
    expect(await opens(lost.body.key, '/v1/api-keys')).toBe(200);
  });

  it('are nobody else’s business, administrator or not', async () => {
    for (const [method, path, body] of [
      ['GET', '/v1/tenants'],
      ['POST', '/v1/tenants', { id: 'mine', name: 'Mine' }],
      ['GET', `/v1/tenants/${tenant}`],
      ['PATCH', '/v1/tenants/local', { suspended: true }],
      ['POST', '/v1/tenants/local/api-keys', { name: 'theft', scopes: ['admin'] }],
    ] as const) {
      expect([method, path, (await ask(method, path, admin, body)).status]).toEqual([method, path, 403]);
    }
  });

  it('are suspended, but not the operator’s own', async () => {
    const { body } = await ask('POST', '/v1/tenants', operatorKey, { id: 'east', name: 'Eastern' });
    expect((await ask('PATCH', '/v1/tenants/east', operatorKey, { suspended: true })).status).toBe(200);
    expect(await opens(body.key.key)).toBe(401);
    expect((await ask('PATCH', '/v1/tenants/local', operatorKey, { suspended: true })).status).toBe(409);
  });
});

describe('a new installation', () => {
  it('writes its first admin key where it is told to', async () => {
    const folder = await tempFolder('first');
    const file = join(folder.path, 'key');
    const fresh = await startWorld({ FIRST_ADMIN_KEY: '', FIRST_ADMIN_KEY_FILE: file });
    const key = (await readFile(file, 'utf8')).trim();
    expect((await call(`${fresh.url}/v1/tenants`, key)).status).toBe(200);
    const again = await openStorage(fresh.env.STORAGE_URL ?? '');
    for await (const object of again.list('')) expect((await again.get(object.key)).toString()).not.toContain(key);
    await fresh.stop();
    await folder.remove();
  });
});
