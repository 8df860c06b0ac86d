import { Readable } from 'node:stream';
import { putCurrentBundle, RuleStore } from '@wetread/batches';
import { newUid } from '@wetread/contracts';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, bundle, finish, get, linesOf, post, queuedStudy, windowIn } from './fixtures/night-shift.ts';
import { answers, type Receiver, startReceiver } from './fixtures/receiver.ts';
import { addEndpoint, call, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let receiver: Receiver;
let key: string;
beforeAll(async () => {
  world = await startWorld({ BATCH_TICK_MS: '100', BATCH_SWEEP_MS: '300', BATCH_MAX_ITEMS: '3000' });
  key = await world.key(tenant);
  receiver = await startReceiver(answers(204));
  await addEndpoint(world.url, key, receiver.url);
  await putCurrentBundle(world.storage, { digest: bundle, name: 'demo', version: '1' });
  await world.index.markFilled();
});
afterAll(async () => {
  receiver.stop();
  await world.stop();
});

const batch = (id: string): Promise<Answer> => get(world, key, `/v1/batches/${id}`);
const inState = (id: string, status: string, timeoutMs = 20_000): Promise<Answer> =>
  waitFor(
    async () => {
      const found = await batch(id);
      return found.status === status && found;
    },
    { timeoutMs, what: `batch ${id} to be ${status}` },
  );
const eventsOf = (id: string) =>
  receiver.received.map(({ body }) => JSON.parse(body)).filter((event) => event.data.batch === id);
const reading = () => world.queues.depth('study.summarize').then((depth) => depth.prioritized + depth.waiting);
const isQueued = async (study: string): Promise<boolean> => {
  const before = await reading();
  await world.queues.remove('study.summarize', { tenant, study, revision: 1 });
  return (await reading()) < before;
};
const upload = (lines: string | Readable, options?: object, type = 'application/jsonl'): Promise<Answer> => {
  const query = options ? `?options=${encodeURIComponent(JSON.stringify(options))}` : '';
  const init = { method: 'POST', headers: { 'content-type': type }, body: lines, duplex: 'half' } as RequestInit;
  return call(`${world.url}/v1/batches${query}`, key, init).then(async (response) => ({
    ...((await response.json()) as object),
    http: response.status,
  }));
};

describe('a list of studies', () => {
  it('is read, counted, and told of once', async () => {
    const [read, failing, refused] = [
      await queuedStudy(world),
      await queuedStudy(world),
      await queuedStudy(world, { refused: 'truncated' }),
    ];
    const done = await queuedStudy(world);
    await finish(world, done);
    const foreign = await queuedStudy(world, { owner: 'south' });
    const studies = [read, failing, refused, done, foreign].map(({ study }) => study);
    const made = await post(world, key, '/v1/batches', { studies, metadata: { shift: 'night' } });
    expect(made).toMatchObject({ http: 201, object: 'batch', metadata: { shift: 'night' }, source: 'input' });

    expect(await inState(made.id, 'in_progress')).toMatchObject({
      status: 'in_progress',
      request_counts: { total: 5, completed: 1, failed: 2 },
    });
    await finish(world, read);
    await finish(world, failing, 'context_too_long');
    const ended = await inState(made.id, 'completed');
    expect(ended).toMatchObject({
      request_counts: { total: 5, completed: 2, failed: 3 },
      progress: { fraction: 1, at_risk: false },
    });
    expect(ended.completed_at).toBeDefined();

    const output = await linesOf(world, key, ended.output_file);
    expect(output.map((line) => line.custom_id).sort()).toEqual([read.study, done.study].sort());
    expect(output[0]).toMatchObject({
      response: { status_code: 200, body: { findings: 'The lungs are clear.', preliminary: true } },
      error: null,
    });
    const errors = await linesOf(world, key, ended.error_file);
    expect(Object.fromEntries(errors.map((line) => [line.custom_id, line.error.code]))).toEqual({
      [failing.study]: 'failed:context_too_long',
      [refused.study]: 'refused:truncated',
      [foreign.study]: 'unknown_study',
    });
    await waitFor(() => eventsOf(made.id).length > 0);
    expect(eventsOf(made.id)).toEqual([
      expect.objectContaining({
        type: 'batch.completed',
        data: { batch: made.id, metadata: { shift: 'night' }, request_counts: { total: 5, completed: 2, failed: 3 } },
      }),
    ]);
  });

  it('with a result of an earlier bundle is read again', async () => {
    const ref = await queuedStudy(world);
    await finish(world, ref);
    await putCurrentBundle(world.storage, { digest: 'f'.repeat(64), name: 'next', version: '2' });
    const { id } = await post(world, key, '/v1/batches', { studies: [ref.study] });
    await inState(id, 'in_progress');
    await waitFor(() => isQueued(ref.study));
    await putCurrentBundle(world.storage, { digest: bundle, name: 'demo', version: '1' });
    await inState(id, 'completed');
  });

  it.each([
    ['neither studies nor query', {}],
    ['both', { studies: ['1.2.3'], query: {} }],
    ['a window of no zone', { studies: ['1.2.3'], window: { start: '22:00', end: '06:00', time_zone: 'Mars/Base' } }],
    ['an end before now', { studies: ['1.2.3'], expires_at: '2020-01-01T00:00:00Z' }],
    ['metadata that is no text', { studies: ['1.2.3'], metadata: { a: 1 } }],
  ])('is refused with %s', async (_, body) => {
    expect(await post(world, key, '/v1/batches', body)).toMatchObject({ http: 400, code: 'invalid_request' });
  });
});

describe('an upload of lines', () => {
  it('takes plain lines and those of the OpenAI Batch API, and tells of each that is wrong', async () => {
    const [a, b, c] = [await queuedStudy(world), await queuedStudy(world), await queuedStudy(world)];
    for (const ref of [a, b, c]) await finish(world, ref);
    const lines = [
      JSON.stringify({ custom_id: 'plain', study: a.study }),
      JSON.stringify({ custom_id: 'url', method: 'GET', url: `/v1/studies/${b.study}/summary` }),
      JSON.stringify({ custom_id: 'body', method: 'POST', url: '/v1/batches', body: { study: c.study } }),
      '',
      '{"custom_id":',
      JSON.stringify({ custom_id: 'plain', study: a.study }),
      JSON.stringify({ custom_id: 'none' }),
      JSON.stringify({ custom_id: 'long', study: a.study, note: 'x'.repeat(9_000) }),
      JSON.stringify({ custom_id: '=cmd()', study: newUid() }),
    ];
    const made = await upload(`${lines.join('\n')}\n`, { metadata: { from: 'ris' } });
    expect(made).toMatchObject({ http: 201, metadata: { from: 'ris' } });
    const ended = await inState(made.id, 'completed');
    expect(ended.request_counts).toEqual({ total: 8, completed: 3, failed: 5 });
    const output = await linesOf(world, key, ended.output_file);
    expect(output.map((line) => line.custom_id)).toEqual(['plain', 'url', 'body']);
    const errors = await linesOf(world, key, ended.error_file);
    expect(errors.map((line) => [line.custom_id, line.error.code])).toEqual([
      ['line-5', 'invalid_line'],
      ['plain', 'duplicate_custom_id'],
      ['none', 'invalid_line'],
      ['line-8', 'line_too_long'],
      ['=cmd()', 'unknown_study'],
    ]);
    const table = await (await call(`${world.url}${ended.results_file}`, key)).text();
    expect(table.split('\r\n')[0]).toBe(
      'custom_id,study,status,code,revision,created_at,findings,impression,notice,bundle',
    );
    // A spreadsheet must not run what a line was called.
    expect(table).toContain("\r\n'=cmd(),");
  });

  it('of nothing fails, and so does one of too many lines', async () => {
    const nothing = await upload('\n\n');
    expect(await inState(nothing.id, 'failed')).toMatchObject({ errors: [{ code: 'no_items' }] });
    const many = await upload(Readable.from(many3001(), { objectMode: false }));
    expect(await inState(many.id, 'failed')).toMatchObject({ errors: [{ code: 'too_many_items' }] });
    await waitFor(() => eventsOf(many.id).some((event) => event.type === 'batch.failed'));
  });

  it('as something else is refused', async () => {
    expect(await upload('a,b', undefined, 'text/csv')).toMatchObject({ http: 415 });
  });
});

function* many3001() {
  for (let i = 0; i < 3_001; i++) yield `{"custom_id":"${i}","study":"1.2.${i}"}\n`;
}

it('a query takes the studies that are as said', async () => {
  const wanted = await queuedStudy(world, { aeTitle: 'ROOM_7' });
  await queuedStudy(world, { aeTitle: 'ROOM_8' });
  await queuedStudy(world, { aeTitle: 'ROOM_7', owner: 'south' });
  await finish(world, wanted);
  const { id } = await post(world, key, '/v1/batches', { query: { ae_title: 'ROOM_7' } });
  const ended = await inState(id, 'completed');
  expect((await linesOf(world, key, ended.output_file)).map((line) => line.study)).toEqual([wanted.study]);
});

describe('a window', () => {
  it('keeps routine studies from being read, and urgent ones not', async () => {
    const [routine, urgent] = [await queuedStudy(world), await queuedStudy(world, { priority: 'urgent' })];
    for (const { study } of [routine, urgent]) {
      await world.queues.add('study.summarize', { tenant, study, revision: 1 }, { priority: 10 });
    }
    const studies = [routine.study, urgent.study];
    const due_at = new Date(Date.now() + 60_000).toISOString();
    const { id } = await post(world, key, '/v1/batches', { studies, window: windowIn(120), due_at });
    // It cannot be done by then, for it may not begin.
    expect(await inState(id, 'in_progress')).toMatchObject({ progress: { at_risk: true, rate_per_minute: null } });
    expect(await isQueued(urgent.study)).toBe(true);
    expect(await isQueued(routine.study)).toBe(false);
    await post(world, key, `/v1/batches/${id}/cancel`, {});
    await inState(id, 'cancelled');
  });

  it('that is open lets everything be read', async () => {
    const routine = await queuedStudy(world);
    const { id } = await post(world, key, '/v1/batches', { studies: [routine.study], window: windowIn(-1, 60) });
    await waitFor(() => isQueued(routine.study));
    await finish(world, routine);
    await inState(id, 'completed');
  });
});

describe('cancelling', () => {
  it('stops what waits, keeps what is read, and tells once', async () => {
    const [read, waiting] = [await queuedStudy(world), await queuedStudy(world)];
    const { id } = await post(world, key, '/v1/batches', { studies: [read.study, waiting.study] });
    await inState(id, 'in_progress');
    await finish(world, read);
    await waitFor(async () => (await batch(id)).request_counts.completed === 1);
    expect(await post(world, key, `/v1/batches/${id}/cancel`, {})).toMatchObject({ http: 200 });
    const ended = await inState(id, 'cancelled');
    expect(ended.request_counts).toEqual({ total: 2, completed: 1, failed: 1 });
    expect((await linesOf(world, key, ended.output_file)).map((line) => line.study)).toEqual([read.study]);
    expect(await linesOf(world, key, ended.error_file)).toMatchObject([{ error: { code: 'batch_cancelled' } }]);
    // The study says why it was not read (I8), and is no longer in the queue.
    expect(await get(world, key, `/v1/studies/${waiting.study}`)).toMatchObject({
      status: 'failed',
      failure: { code: 'batch_cancelled' },
    });
    expect(await isQueued(waiting.study)).toBe(false);
    await post(world, key, `/v1/batches/${id}/cancel`, {});
    await waitFor(() => eventsOf(id).length > 0);
    expect(eventsOf(id).map((event) => event.type)).toEqual(['batch.cancelled']);

    const again = await post(world, key, '/v1/batches', { studies: [waiting.study] });
    await waitFor(() => isQueued(waiting.study));
    await finish(world, waiting);
    expect((await inState(again.id, 'completed')).request_counts.completed).toBe(1);
  });

  it('of a batch that has completed is a conflict', async () => {
    const ref = await queuedStudy(world);
    await finish(world, ref);
    const { id } = await post(world, key, '/v1/batches', { studies: [ref.study] });
    await inState(id, 'completed');
    expect(await post(world, key, `/v1/batches/${id}/cancel`, {})).toMatchObject({ http: 409, code: 'conflict' });
  });
});

it('a batch that runs out of time expires, and keeps what was read', async () => {
  const [read, unread] = [await queuedStudy(world), await queuedStudy(world)];
  await finish(world, read);
  const expires_at = new Date(Date.now() + 1_500).toISOString();
  const { id } = await post(world, key, '/v1/batches', { studies: [read.study, unread.study], expires_at });
  const ended = await inState(id, 'expired');
  expect(ended.request_counts).toEqual({ total: 2, completed: 1, failed: 1 });
  expect(await linesOf(world, key, ended.error_file)).toMatchObject([{ error: { code: 'batch_expired' } }]);
  await waitFor(() => eventsOf(id).some((event) => event.type === 'batch.expired'));
});

it('a deleted study is in no file', async () => {
  const ref = await queuedStudy(world);
  await finish(world, ref);
  const { id } = await post(world, key, '/v1/batches', { studies: [ref.study] });
  const ended = await inState(id, 'completed');
  expect((await call(`${world.url}/v1/studies/${ref.study}`, key, { method: 'DELETE' })).status).toBe(204);
  expect(await linesOf(world, key, ended.output_file)).toEqual([]);
  expect(await linesOf(world, key, ended.error_file)).toMatchObject([{ error: { code: 'study_deleted' } }]);
});

describe('whose batch it is', () => {
  it("another tenant's is not there", async () => {
    const { id } = await post(world, key, '/v1/batches', { studies: ['1.2.3'] });
    const south = await world.key('south');
    for (const path of ['', '/output', '/errors', '/results']) {
      expect((await call(`${world.url}/v1/batches/${id}${path}`, south)).status).toBe(404);
    }
    expect((await post(world, south, `/v1/batches/${id}/cancel`, {})).http).toBe(404);
    expect((await get(world, south, '/v1/batches')).batches).toEqual([]);
  });

  it('a key that may only read makes and cancels none', async () => {
    const reader = await world.key(tenant, ['read']);
    expect((await post(world, reader, '/v1/batches', { studies: ['1.2.3'] })).http).toBe(403);
    expect((await get(world, reader, '/v1/batches')).batches.length).toBeGreaterThan(0);
  });

  it('lists newest first, page by page', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await get(world, key, `/v1/batches?limit=3${cursor}`);
      seen.push(...page.batches.map((one: Answer) => one.created_at));
      cursor = page.next ? `&cursor=${page.next}` : '';
    } while (cursor);
    expect(seen).toEqual([...seen].sort().reverse());
    expect(seen.length).toBeGreaterThan(3);
  });
});

it('rules are made, changed, listed and deleted', async () => {
  const window = windowIn(60);
  const made = await post(world, key, '/v1/rules', {
    name: 'Room 2',
    match: { ae_title: 'ROOM_2' },
    window,
    due: '06:30',
  });
  expect(made).toMatchObject({ http: 201, enabled: true, match: { ae_title: 'ROOM_2' }, due: '06:30' });
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ match: { source: 'dimse' }, window, enabled: false });
  const changed = await call(`${world.url}/v1/rules/${made.id}`, key, { method: 'PUT', headers, body });
  expect(await changed.json()).toMatchObject({ id: made.id, match: { source: 'dimse' }, enabled: false });
  expect((await get(world, key, '/v1/rules')).rules).toHaveLength(1);
  expect((await call(`${world.url}/v1/rules/${made.id}`, await world.key('south'))).status).toBe(404);
  expect((await call(`${world.url}/v1/rules/${made.id}`, key, { method: 'DELETE' })).status).toBe(204);
  expect(await new RuleStore(world.storage).list(tenant)).toEqual([]);
  expect((await post(world, key, '/v1/rules', { match: {}, window })).http).toBe(400);
});

describe('a list that is too long for JSON is told how it can be sent:', () => {
  it.each([
    ['/v1/batches', 1_001, 400, /application\/jsonl/],
    ['/v1/batches', 10_000, 413, /application\/jsonl/],
    ['/v1/nights', 10_000, 413, /text\/csv/],
  ])('%s with %d studies', async (path, count, status, detail) => {
    const studies = Array.from({ length: count }, () => '2.25.317530012222222222222222222222222222');
    const answer = await post(world, key, path, { studies });
    expect([answer.http, answer.detail]).toEqual([status, expect.stringMatching(detail)]);
  });
});
