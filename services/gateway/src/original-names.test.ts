import { listAudit } from '@wetread/audit';
import { newUid } from '@wetread/contracts';
import { Pseudonyms } from '@wetread/deidentification';
import { connectRedis } from '@wetread/queues';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { identifiedAs, secretsOf } from './fixtures/identified.ts';
import { type Answer, finish, get, linesOf, post, queuedStudy } from './fixtures/night-shift.ts';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';

/** Lists of a tenant whose files are de-identified name studies as its hospital does, and nobody learns the names from what is kept. */

let world: World;
let pseudonyms: Pseudonyms;
let knowing: string;
let plain: string;
beforeAll(async () => {
  world = await startWorld({ BATCH_SWEEP_MS: '300', BATCH_TICK_MS: '100' });
  pseudonyms = new Pseudonyms(await secretsOf(world).ensure(tenant));
  [knowing, plain] = await Promise.all([
    world.key(tenant, ['read', 'ingest', 'identity']),
    world.key(tenant, ['read', 'ingest']),
  ]);
  await world.index.markFilled();
});
afterAll(() => world.stop());

/** As ingest stores it de-identified. @param kept as what it is stored, where its UIDs were retained */
async function arrived(number: string, kept?: string): Promise<{ study: string; original: string }> {
  const original = kept ?? newUid();
  const [study, accession] = [kept ?? pseudonyms.uid(original), pseudonyms.accession(number)];
  await queuedStudy(world, { study, accession });
  const record = await world.store.findStudy({ tenant, study });
  await world.search.put(record as NonNullable<typeof record>, [newUid()]);
  await identifiedAs(world, study, { study: original, accessionNumber: number }, { sop: '1.2.3' });
  return { study, original };
}

const ended = (id: string): Promise<Answer> =>
  waitFor(async () => {
    const batch = await get(world, plain, `/v1/batches/${id}`);
    return batch.status === 'completed' && batch;
  });

/** Where any of the names stands in storage or Redis. */
async function told(names: readonly string[]): Promise<string[]> {
  const places = new Map<string, string>();
  for await (const { key } of world.storage.list('')) {
    places.set(`storage ${key}`, `${key} ${(await world.storage.get(key)).toString('latin1')}`);
  }
  const redis = connectRedis(world.env['REDIS_URL'] as string);
  for (const key of await redis.keys('*')) {
    places.set(`Redis ${key}`, `${key} ${(await redis.dumpBuffer(key))?.toString('latin1')}`);
  }
  redis.disconnect();
  return [...places].filter(([, text]) => names.some((name) => text.includes(name))).map(([place]) => place);
}

it('a batch takes the UIDs that senders know, and keeps none of them', async () => {
  const [first, second, missing] = [await arrived('ACC-11'), await arrived('ACC-12'), newUid()];
  for (const { study } of [first, second]) await finish(world, { tenant, study });
  const lines = [
    { study: first.original },
    { custom_id: 'a', method: 'GET', url: `/v1/studies/${second.original}/summary` },
    { custom_id: 'b', study: second.study },
    { custom_id: missing, study: missing },
    { custom_id: 'c', patient: missing },
  ];
  const response = await call(`${world.url}/v1/batches`, plain, {
    method: 'POST',
    headers: { 'content-type': 'application/jsonl' },
    body: `${lines.map((line) => JSON.stringify(line)).join('\n')}\nDoe^Jane ${missing}\n`,
  });
  const { id } = (await response.json()) as { id: string };
  expect((await ended(id)).request_counts).toEqual({ total: 6, completed: 3, failed: 3 });
  const output = await linesOf(world, plain, `/v1/batches/${id}/output`);
  expect(output.map(({ custom_id, study }) => [custom_id, study])).toEqual([
    [first.study, first.study],
    ['a', second.study],
    ['b', second.study],
  ]);
  const hidden = pseudonyms.uid(missing);
  const errors = await linesOf(world, plain, `/v1/batches/${id}/errors`);
  expect(errors.map(({ custom_id, error }) => [custom_id, error.code])).toEqual([
    [hidden, 'unknown_study'],
    ['c', 'invalid_line'],
    ['line-6', 'invalid_line'],
  ]);
  expect(JSON.stringify([output, errors])).not.toContain(missing);
  expect(await told([first.original, second.original, missing, 'Doe^Jane'])).toEqual([]);

  const at = `/v1/batches/${id}`;
  expect((await call(`${world.url}${at}/output?identifiers=original`, plain)).status).toBe(403);
  const known = await linesOf(world, knowing, `${at}/output?identifiers=original`);
  expect(known.map(({ original_study }) => original_study)).toEqual([first.original, second.original, second.original]);
  const [lost] = await linesOf(world, knowing, `${at}/errors?identifiers=original`);
  expect(lost).toMatchObject({ study: hidden, original_study: missing });
  const table = await (await call(`${world.url}${at}/results?identifiers=original`, knowing)).text();
  expect(table).toMatch(/^custom_id,study,.*,original_study\r\n/);
  expect(table).toContain(`,${first.original}\r\n`);
});

it('a batch takes a list as JSON by either name, also of a study that kept its UIDs', async () => {
  const [hidden, retained] = [await arrived('ACC-21'), await arrived('ACC-22', newUid())];
  for (const { study } of [hidden, retained]) await finish(world, { tenant, study });
  const body = { studies: [hidden.original, { study: retained.original, custom_id: 'r' }] };
  const { id } = await post(world, plain, '/v1/batches', body);
  expect((await ended(id)).request_counts).toEqual({ total: 2, completed: 2, failed: 0 });
  const output = await linesOf(world, plain, `/v1/batches/${id}/output`);
  expect(output.map(({ custom_id, study }) => [custom_id, study])).toEqual([
    [hidden.study, hidden.study],
    ['r', retained.study],
  ]);
});

it('a night is held against the names that the hospital knows, and reports them to who may see them', async () => {
  const [byUid, byNumber, byStored] = [await arrived('ACC-31'), await arrived('ACC-32'), await arrived('ACC-33')];
  const retained = await arrived('ACC-34', newUid());
  const [missing, exchanged] = [newUid(), newUid()];
  const csv = [
    'study;accession',
    `${byUid.original};`,
    ';ACC-32',
    `;${pseudonyms.accession('ACC-33')}`,
    `${retained.original};ACC-34`,
    `${missing};ACC-35`,
    `${exchanged};ACC-31`,
  ].join('\n');
  const made = await call(`${world.url}/v1/nights?date=2026-03-01`, plain, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: csv,
  });
  const { id } = (await made.json()) as { id: string };
  const at = `/v1/nights/${id}`;
  const night = await waitFor(async () => {
    const found = await get(world, plain, at);
    return found.status === 'closed' && found;
  });
  expect(night.counts).toMatchObject({ expected: 6, received: 4, gaps: 6 });
  expect(night.gaps.map(({ study }: Answer) => study)).toEqual([
    byUid.study,
    byNumber.study,
    byStored.study,
    retained.study,
    pseudonyms.uid(missing),
    pseudonyms.uid(exchanged),
  ]);
  expect(night.gaps.some((gap: object) => 'original' in gap || 'sealed' in gap || 'expected_study' in gap)).toBe(false);
  const secret = [
    byUid.original,
    byNumber.original,
    byStored.original,
    missing,
    exchanged,
    ...['31', '32', '33', '34', '35'].map((n) => `ACC-${n}`),
  ];
  expect(await told(secret)).toEqual([]);
  const table = await (await call(`${world.url}${at}/report`, plain)).text();
  expect(secret.filter((name) => table.includes(name))).toEqual([]);

  for (const path of [at, `${at}/report`]) {
    expect((await call(`${world.url}${path}?identifiers=original`, plain)).status).toBe(403);
  }
  const known = await get(world, knowing, `${at}?identifiers=original`);
  expect(known.gaps.map(({ original }: Answer) => original)).toEqual([
    { study: byUid.original, accession_number: 'ACC-31' },
    { study: byNumber.original, accession_number: 'ACC-32' },
    { study: byStored.original, accession_number: 'ACC-33' },
    { study: retained.original, accession_number: 'ACC-34' },
    { study: missing, accession_number: 'ACC-35' },
    { study: exchanged, accession_number: 'ACC-31' },
  ]);
  const lines = await (await call(`${world.url}${at}/report?identifiers=original`, knowing)).text();
  expect(lines).toContain(`,${byNumber.original},ACC-32\r\n`);
  await post(world, await world.key(tenant), '/v1/api-keys', { name: 'settle', scopes: ['read'] });
  const { entries } = await listAudit(world.storage, tenant, { limit: 1_000 });
  const looks = entries.filter(({ operation, outcome }) => operation === 'getNightReport' && outcome === 'success');
  expect(looks.map(({ objects }) => objects.some((one) => one.type === 'identifiers'))).toContain(true);
  expect(looks.map(({ objects }) => objects.some((one) => one.type === 'identifiers'))).toContain(false);
});
