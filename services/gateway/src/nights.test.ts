import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newUid } from '@wetread/contracts';
import { connectRedis } from '@wetread/queues';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, finish, get, post, queuedStudy } from './fixtures/night-shift.ts';
import { answers, type Receiver, startReceiver } from './fixtures/receiver.ts';
import { addEndpoint, call, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let receiver: Receiver;
let key: string;
beforeAll(async () => {
  world = await startWorld({ BATCH_SWEEP_MS: '300' });
  key = await world.key(tenant);
  receiver = await startReceiver(answers(204));
});
afterAll(async () => {
  receiver.stop();
  await world.stop();
});

const closed = (id: string): Promise<Answer> =>
  waitFor(async () => {
    const night = await get(world, key, `/v1/nights/${id}`);
    return night.status === 'closed' && night;
  });
const eventsOf = (id: string) =>
  receiver.received.map(({ body }) => JSON.parse(body)).filter(({ data }) => data.night === id);
const uploadCsv = (csv: string, query: string): Promise<Answer> =>
  call(`${world.url}/v1/nights?${query}`, key, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: csv,
  }).then(async (response) => ({ ...((await response.json()) as object), http: response.status }));

it('holds what was expected against what became of it, and tells once', async () => {
  // Before there is an endpoint nothing can be delivered.
  const undelivered = await queuedStudy(world);
  await finish(world, undelivered);
  await waitFor(async () => (await world.queues.depth('event.publish')).waiting === 0);
  await addEndpoint(world.url, key, receiver.url);
  const delivered = await queuedStudy(world);
  await finish(world, delivered);
  await waitFor(() => receiver.received.some(({ body }) => body.includes(delivered.study)));
  await waitFor(async () => (await get(world, key, `/v1/studies/${delivered.study}`)).timings.deliveredAt);
  const failed = await queuedStudy(world);
  await finish(world, failed, 'context_too_long');
  const refused = await queuedStudy(world, { refused: 'truncated' });
  const waiting = await queuedStudy(world);
  const foreign = await queuedStudy(world, { owner: 'south' });
  const missing = newUid();
  const csv = [
    'Patient Name,Study Instance UID,Reference',
    `Doe^Jane,${delivered.study},A-1`,
    `Doe^John,${undelivered.study},=1+1`,
    `X,${failed.study},`,
    `X,${refused.study},`,
    `X,${waiting.study},`,
    `X,${foreign.study},`,
    `X,${missing},`,
    `X,${missing},`,
  ].join('\r\n');
  const closes_at = new Date(Date.now() + 2_000).toISOString();
  const made = await uploadCsv(csv, `date=2026-03-01&closes_at=${closes_at}`);
  expect(made).toMatchObject({ http: 201, status: 'open', expected: 7, expected_from: 'csv' });
  expect((await get(world, key, `/v1/nights/${made.id}`)).counts).toMatchObject({ expected: 7, summarized: 2 });

  const night = await closed(made.id);
  expect(night.counts).toEqual({ expected: 7, received: 5, assembled: 5, summarized: 2, delivered: 1, gaps: 6 });
  expect(night.by_reason).toEqual({
    not_delivered: 1,
    'failed:context_too_long': 1,
    'refused:truncated': 1,
    waiting: 1,
    not_received: 2,
  });
  await waitFor(() => eventsOf(made.id).length > 0);
  expect(eventsOf(made.id)).toMatchObject([
    { type: 'night.closed', data: { date: '2026-03-01', expected: 7, delivered: 1, gaps: 6 } },
  ]);
  // It stays as it was closed.
  await finish(world, waiting);
  expect((await get(world, key, `/v1/nights/${made.id}`)).counts).toEqual(night.counts);
  const table = await (await call(`${world.url}/v1/nights/${made.id}/report`, key)).text();
  expect(table).toContain(`${delivered.study},A-1,delivered,,`);
  expect(table).toContain(`${undelivered.study},'=1+1,summarized,not_delivered,`);
  expect(table).toContain(`${missing},,none,not_received,`);
  expect(table).not.toContain('Doe');
  await world.restart({ wipe: true });
  expect((await get(world, key, `/v1/nights/${made.id}`)).counts).toEqual(night.counts);
});

/** Comes in under an accession number, as ingest stores and lists it. @param series of its images; without, all were refused */
async function arrived(accession: string, series: string[] = [newUid()], owner = tenant) {
  const refused = series.length === 0 ? ({ refused: 'truncated' } as const) : {};
  const ref = await queuedStudy(world, { accession, owner, ...refused });
  const record = await world.store.findStudy(ref);
  await world.search.put(record as NonNullable<typeof record>, series);
  return ref;
}
const reportOf = async (id: string) => (await call(`${world.url}/v1/nights/${id}/report`, key)).text();

describe('by accession number', () => {
  it('finds what came in, whatever its UID, and shows every study of one number', async () => {
    await world.index.markFilled();
    const [alone, twice, other, refused] = [
      await arrived('A-1'),
      await arrived('A-2'),
      await arrived('A-2'),
      await arrived('A-3', []),
    ];
    await finish(world, twice);
    const exchanged = await arrived('A-4');
    await arrived('A-5', undefined, 'south');
    const [first, second] = [await arrived('A-6'), newUid()];
    const [named, absent] = [newUid(), newUid()];
    const csv = [
      '\ufeffPatient Name; Accession  Number ;STUDY-UID',
      '"Doe; Jane";A-1;',
      'Doe, John;" A-2 ";',
      'Doe;A-3;',
      `Doe;A-4;${named}`,
      'Doe;A-5;',
      `Doe;A-6;${first.study}`,
      `Doe;A-6;${second}`,
      `Doe;A-7;${absent}`,
      'Doe;A-1;',
    ].join('\r\n');
    const made = await uploadCsv(csv, 'date=2026-03-01');
    expect(made).toMatchObject({ http: 201, expected: 8 });
    const night = await closed(made.id);
    expect(night.counts).toMatchObject({ expected: 8, received: 5, summarized: 1 });
    expect(night.by_reason).toMatchObject({ waiting: 4, 'refused:truncated': 1, not_received: 3 });
    const [, ...lines] = (await reportOf(made.id)).trimEnd().split('\r\n');
    const rows = lines.map((line) => line.replace(/,[^,]*(,[^,]*,[^,]*,[^,]*)$/, '$1'));
    expect(rows).toEqual([
      `${alone.study},,assembled,waiting,A-1,,`,
      expect.stringMatching(`^${twice.study},,(summarized,not_delivered|delivered,),A-2,,$`),
      `${other.study},,assembled,waiting,A-2,,yes`,
      `${refused.study},,assembled,refused:truncated,A-3,,`,
      `${exchanged.study},,assembled,waiting,A-4,${named},`,
      ',,none,not_received,A-5,,',
      `${first.study},,assembled,waiting,A-6,,`,
      `${second},,none,not_received,A-6,,`,
      `${absent},,none,not_received,A-7,,`,
    ]);
    expect(night.gaps).toContainEqual(
      expect.objectContaining({ study: exchanged.study, expected_study: named, accession_number: 'A-4' }),
    );
    const redis = connectRedis(world.env['REDIS_URL'] as string);
    const kept = await redis.keys('*');
    expect(kept.some((name) => name.includes('accession'))).toBe(true);
    expect(kept.filter((name) => /A-[1-7]/.test(name))).toEqual([]);
    redis.disconnect();
  });

  it('takes a list as JSON', async () => {
    const ref = await arrived('B-1');
    const body = { date: '2026-03-01', expected: { studies: [{ accession_number: 'B-1', reference: 'r' }] } };
    const { id } = await post(world, key, '/v1/nights', body);
    expect((await get(world, key, `/v1/nights/${id}`)).gaps).toMatchObject([
      { study: ref.study, accession_number: 'B-1', reference: 'r', gap: 'waiting' },
    ]);
    const nameless = { date: '2026-03-01', expected: { studies: [{ reference: 'r' }] } };
    expect(await post(world, key, '/v1/nights', nameless)).toMatchObject({ http: 400 });
  });

  it('says nothing while the index is being rebuilt', async () => {
    const body = {
      date: '2026-03-01',
      closes_at: '2099-01-01T00:00:00Z',
      expected: { studies: [{ accession_number: 'B-1' }] },
    };
    const { id } = await post(world, key, '/v1/nights', body);
    const redis = connectRedis(world.env['REDIS_URL'] as string);
    await redis.del('wr:epoch:3');
    expect(await get(world, key, `/v1/nights/${id}`)).toMatchObject({ status: 503, code: 'queue_unavailable' });
    await world.index.markFilled();
    expect(await get(world, key, `/v1/nights/${id}`)).toMatchObject({ counts: { received: 1 } });
    redis.disconnect();
  });
});

describe('a list that is wrong', () => {
  it.each([
    ['no column of UIDs', 'name\nx', /study_instance_uid/],
    ['no UID', 'study_instance_uid\nDoe^Jane', /Line 2/],
    ['no line', 'study_instance_uid\n', /empty/],
    ['a broken quote', 'study_instance_uid\n"1.2', /Line 2 .*CSV_/],
    ['a quote in a cell', 'study_instance_uid\n1.2\nDoe"Jane"', /Line 3 .*QUOTE/],
    ['a cell too many', 'study_instance_uid;name\n1.2;x\n1.3;Doe;Jane', /Line 3 /],
    ['a line after one with a break', 'name,study_instance_uid\n"Doe\nJane",1.2\nx,Doe', /Line 4 /],
    ['neither name', 'accession;study\n;1.2\nA-1;\n;', /Line 4 .*neither/],
    ['two columns of UIDs', 'study,study_uid\n1.2,1.2', /two columns/],
    ['no accession number', 'accession\nDoe\\Jane', /Line 2/],
  ])('is refused for %s, without its cells', async (_, csv, message) => {
    const answer = await uploadCsv(csv, 'date=2026-03-01');
    expect(answer).toMatchObject({ http: 400, code: 'invalid_request' });
    expect(answer.detail).toMatch(message);
    expect(answer.detail).not.toContain('Doe');
  });

  it('is refused without a date', async () => {
    expect(await uploadCsv('study_instance_uid\n1.2.3', '')).toMatchObject({ http: 400 });
  });
});

describe('a QIDO query', () => {
  async function pacs(listener: RequestListener) {
    const asked: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      asked.push(request);
      listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = () => {
      server.closeAllConnections();
      server.close();
    };
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicomweb`, asked, close };
  }
  const ask = (qido: object) => post(world, key, '/v1/nights', { date: '2026-03-01', expected: { qido } });

  it('asks page by page and takes what the PACS has', async () => {
    const studies = Array.from({ length: 700 }, newUid);
    const { url, asked, close } = await pacs((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://pacs');
      const [offset, limit] = [Number(searchParams.get('offset')), Number(searchParams.get('limit'))];
      const page = studies.slice(offset, offset + limit).map((uid) => ({ '0020000D': { vr: 'UI', Value: [uid] } }));
      response.setHeader('content-type', 'application/dicom+json').end(JSON.stringify(page));
    });
    const match = { StudyDate: '20260301', ModalitiesInStudy: 'DX' };
    expect(await ask({ url, match, authorization: 'Basic abc' })).toMatchObject({ http: 201, expected: 700 });
    expect(asked[0]?.url).toContain('/dicomweb/studies?StudyDate=20260301&ModalitiesInStudy=DX');
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Basic abc', accept: 'application/dicom+json' });
    close();
  });

  it.each(['http://10.0.0.1/dicomweb', 'https://169.254.169.254/', 'http://[::1]/'])(
    'goes only where webhooks may go: not to %s',
    async (url) => {
      expect(await ask({ url })).toMatchObject({ http: 422, code: 'address_refused' });
    },
  );

  it.each(['Basic \u008d', 'two\r\nlines', ' '])('sends no header that cannot be one: %j', async (authorization) => {
    const answer = await ask({ url: 'http://127.0.0.1:9/dicomweb', authorization });
    expect(answer).toMatchObject({ http: 400, code: 'invalid_request' });
    expect(answer.detail).toContain('authorization');
  });

  it.each([
    ['fails', 500, '', 'it answered 500'],
    ['redirects', 302, '', 'it answered 302'],
    ['answers something else', 200, '<html>', 'not a list'],
  ])('of a PACS that %s is an error that says so', async (_, status, body, reason) => {
    const { url, close } = await pacs((__, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1/' }).end(body);
    });
    const answer = await ask({ url });
    expect(answer).toMatchObject({ http: 503, code: 'pacs_unavailable', retryable: true });
    expect(answer.detail).toContain(reason);
    close();
  });
});

it("another tenant's night is not there", async () => {
  const { id } = await post(world, key, '/v1/nights', {
    date: '2026-03-01',
    expected: { studies: [{ study: '1.2.3' }] },
  });
  const south = await world.key('south');
  for (const path of ['', '/report']) {
    expect((await call(`${world.url}/v1/nights/${id}${path}`, south)).status).toBe(404);
  }
  expect((await get(world, south, '/v1/nights')).nights).toEqual([]);
  expect((await get(world, key, '/v1/nights')).nights.length).toBeGreaterThan(0);
});
