import { newUid, sha256 } from '@wetread/contracts';
import type { ResultRecord, StudyRef } from '@wetread/studies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultOf, summarizedStudy } from './fixtures/summarized.ts';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let key: string;
beforeAll(async () => {
  world = await startWorld();
  key = await world.key(tenant);
});
afterAll(() => world.stop());

async function correct(study: string, body: object, as = key) {
  const headers = { 'content-type': 'application/json' };
  const options = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await call(`${world.url}/v1/studies/${study}/corrections`, as, options);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function lines(query = '', as = key): Promise<Record<string, unknown>[]> {
  const response = await call(`${world.url}/v1/corrections${query}`, as);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  return (await response.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const listed = async (study: string) =>
  ((await (await call(`${world.url}/v1/studies/${study}/corrections`, key)).json()) as { corrections: object[] })
    .corrections;

/** A late instance made another revision, which was read. */
async function readAgain(ref: StudyRef): Promise<ResultRecord> {
  const [first] = await world.store.listResults(ref);
  const image = first?.images[0] as ResultRecord['images'][0];
  const revision = await world.store.findRevision(ref, 1);
  await world.store.putRevision(ref, { ...(revision as NonNullable<typeof revision>), revision: 2 });
  const again = { ...resultOf(ref, image, new Date().toISOString()), id: 'res_2', revision: 2 };
  await world.store.putResult(again);
  return again;
}

describe('a correction', () => {
  it('is kept with who and when, and is listed with the study', async () => {
    const { study } = await summarizedStudy(world);
    const practitioner = { system: 'urn:example:staff', value: 'R-7' };
    const text = 'Small left effusion.';
    const given = { result: 'res_1', verdict: 'edit', text, comment: 'Missed it.', practitioner };
    const { status, body } = await correct(study, given);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...given, study, revision: 1, bundle: sha256('bundle'), wasCurrent: true });
    expect(body).toMatchObject({ id: expect.stringMatching(/^cor_/), by: { key: expect.any(String) } });
    expect(Math.abs(Date.parse(String(body.at)) - Date.now())).toBeLessThan(60_000);
    await correct(study, { result: 'res_1', verdict: 'accept' });
    expect(await listed(study)).toMatchObject([body, { verdict: 'accept' }]);
  });

  it('leaves the summary as it was made', async () => {
    const { study } = await summarizedStudy(world);
    const path = `${world.url}/v1/studies/${study}/summary`;
    const before = await (await call(path, key)).text();
    await correct(study, { result: 'res_1', verdict: 'edit', text: 'Other.' });
    expect(await (await call(path, key)).text()).toBe(before);
  });

  it('of a summary that was replaced is recorded against that one, and says so', async () => {
    const ref = await summarizedStudy(world);
    const { id } = await readAgain(ref);
    const late = await correct(ref.study, { result: 'res_1', verdict: 'reject' });
    expect(late).toMatchObject({ status: 201, body: { revision: 1, result: 'res_1', wasCurrent: false } });
    const now = await correct(ref.study, { result: id, verdict: 'accept' });
    expect(now).toMatchObject({ status: 201, body: { revision: 2, wasCurrent: true } });
  });

  it.each([
    [404, { result: 'res_9', verdict: 'accept' }],
    [400, { result: 'res_1', verdict: 'perhaps' }],
    [400, { result: 'res_1', verdict: 'edit' }],
    [400, { result: 'res_1', verdict: 'accept', text: 'Other.' }],
    [400, { result: 'res_1', verdict: 'accept', findings: 'Other.' }],
    [400, { verdict: 'accept' }],
  ])('is answered with %i for %j', async (status, body) => {
    const { study } = await summarizedStudy(world);
    expect(await correct(study, body)).toMatchObject({ status, body: { status } });
    expect(await listed(study)).toEqual([]);
  });

  it('of a study of another tenant is of no study', async () => {
    const { study } = await summarizedStudy(world);
    const other = await world.key('south');
    expect((await correct(study, { result: 'res_1', verdict: 'accept' }, other)).status).toBe(404);
    expect((await correct(newUid(), { result: 'res_1', verdict: 'accept' })).status).toBe(404);
    expect((await call(`${world.url}/v1/studies/${study}/corrections`, other)).status).toBe(404);
  });
});

describe('the export', () => {
  it('has a line for each that leaves a reference text, the oldest first', async () => {
    const west = await world.key('west');
    const { study } = await summarizedStudy(world, { tenant: 'west' });
    for (const verdict of ['accept', 'reject']) await correct(study, { result: 'res_1', verdict }, west);
    await correct(study, { result: 'res_1', verdict: 'edit', text: 'F. I.', findings: 'F.', impression: 'I.' }, west);
    const prediction = 'The lungs are clear. No acute finding.';
    expect(await lines('', west)).toMatchObject([
      { verdict: 'accept', image: 'r.png', summary: prediction, prediction, impression: 'No acute finding.' },
      { verdict: 'edit', image: 'r.png', summary: 'F. I.', prediction, findings: 'F.', impression: 'I.', study },
    ]);
    expect(await lines('?verdict=reject', west)).toMatchObject([{ verdict: 'reject', summary: '' }]);
    expect(await lines('', await world.key('east'))).toEqual([]);
  });

  it('begins where it is told to', async () => {
    const north = await world.key('far-north');
    const { study } = await summarizedStudy(world, { tenant: 'far-north' });
    await correct(study, { result: 'res_1', verdict: 'accept' }, north);
    const { body } = await correct(study, { result: 'res_1', verdict: 'edit', text: 'Other.' }, north);
    expect(await lines(`?since=${body.at}`, north)).toMatchObject([{ id: body.id }]);
    expect(await lines(`?since=${new Date(Date.now() + 60_000).toISOString()}`, north)).toEqual([]);
    expect((await call(`${world.url}/v1/corrections?since=yesterday`, north)).status).toBe(400);
  });

  it('is for administrators', async () => {
    expect((await call(`${world.url}/v1/corrections`, await world.key(tenant, ['read']))).status).toBe(403);
  });

  it('and storage hold nothing of a study that was deleted', async () => {
    const { study } = await summarizedStudy(world);
    const { body } = await correct(study, { result: 'res_1', verdict: 'accept' });
    expect((await call(`${world.url}/v1/studies/${study}`, key, { method: 'DELETE' })).status).toBe(204);
    expect((await lines()).map(({ id }) => id)).not.toContain(body.id);
    for await (const { key: left } of world.storage.list('')) expect(left).not.toContain(String(body.id));
  });
});
