import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '@wetread/contracts';
import { readPatientStudy } from '@wetread/dicom/report';
import { freePort, waitFor } from '@wetread/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { patient, readAgain, reportUidOf, summarizedDicom } from './fixtures/dicom-study.ts';
import { answers, startReceiver } from './fixtures/receiver.ts';
import { type ScpOptions, type StoreScp, startStoreScp } from './fixtures/store-scp.ts';
import { summarizedStudy } from './fixtures/summarized.ts';
import { addEndpoint, call, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let key: string;
beforeAll(async () => {
  world = await startWorld({ WEBHOOK_TIMEOUT_MS: '3000' });
  key = await world.key(tenant);
});
afterAll(() => world.stop());

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const { id } of (await ask('GET', '/v1/destinations')).body.destinations) {
    await ask('DELETE', `/v1/destinations/${id}`);
  }
  for (const stop of stops.splice(0)) await stop();
});

async function ask(method: string, path: string, body?: object, by = key) {
  const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
  const response = await call(world.url + path, by, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

async function pacs(options: ScpOptions = {}): Promise<StoreScp> {
  const scp = await startStoreScp(options);
  stops.push(() => scp.stop().catch(() => undefined));
  return scp;
}
const dimse = (port: number) => ({ kind: 'dimse', host: '127.0.0.1', port, calledAeTitle: 'PACS' });

async function add(body: object): Promise<string> {
  const made = await ask('POST', '/v1/destinations', body);
  expect(made).toMatchObject({ status: 201 });
  return made.body.id;
}

interface Logged {
  readonly event: string;
  readonly status: string;
  readonly attempts: { dimse?: string; status?: number; error?: string }[];
}
const logOf = async (id: string): Promise<Logged[]> =>
  (await ask('GET', `/v1/destinations/${id}/deliveries`)).body.deliveries;
const settled = (id: string, event: string) =>
  waitFor(async () => (await logOf(id)).find((one) => one.event === event && one.status !== 'pending'), {
    timeoutMs: 20_000,
    what: 'the delivery',
  });
const bundle = sha256('bundle');

describe('a destination that is changed', () => {
  it('gets the next summary at its new place, by an association of its own', async () => {
    const [first, second] = [await pacs(), await pacs()];
    const id = await add({ ...dimse(first.port), description: 'old' });
    await settled(id, (await summarizedDicom(world)).event);
    const patch = { port: second.port, calledAeTitle: 'OTHER', description: null };
    const changed = await ask('PATCH', `/v1/destinations/${id}`, patch);
    expect(changed).toMatchObject({ status: 200, body: { id, port: second.port, calledAeTitle: 'OTHER', tls: false } });
    expect(changed.body.description).toBeUndefined();
    expect((await ask('GET', `/v1/destinations/${id}`)).body).toEqual(changed.body);
    expect(await settled(id, (await summarizedDicom(world)).event)).toMatchObject({ status: 'delivered' });
    expect([first.stored.length, second.stored.length]).toEqual([1, 1]);
  });

  it('takes what its kind has, by the rules of a new one', async () => {
    const id = await add(dimse(9));
    for (const [body, status, detail] of [
      [{ url: 'http://127.0.0.1:9/' }, 400, /has no url/],
      [{ port: 0 }, 400, /port/],
      [{ calledAeTitle: 'A\\B' }, 400, /calledAeTitle/],
      [{ kind: 'dicomweb', host: '10.0.0.1' }, 422, /./],
    ] as const) {
      const answer = await ask('PATCH', `/v1/destinations/${id}`, body);
      expect([answer.status, answer.body.detail]).toEqual([status, expect.stringMatching(detail)]);
    }
    expect((await ask('GET', `/v1/destinations/${id}`)).body).toMatchObject({
      kind: 'dimse',
      host: '127.0.0.1',
      port: 9,
    });
  });

  it('sends what authorizes nowhere else, and private ranges and original identifiers take their scopes', async () => {
    const url = 'http://127.0.0.1:9/studies';
    const webhooks = await world.key(tenant, ['webhooks']);
    const id = await add({ kind: 'dicomweb', url, authorization: 'Basic abc' });
    const at = `/v1/destinations/${id}`;
    const moved = await ask('PATCH', at, { url: 'http://127.0.0.1:10/studies' });
    expect([moved.status, moved.body.detail]).toEqual([400, expect.stringMatching(/authorization/)]);
    expect((await ask('PATCH', at, { url: 'http://127.0.0.1:9/other' })).body.authorized).toBe(true);
    const renewed = await ask('PATCH', at, { url: 'http://127.0.0.1:10/studies', authorization: 'Basic def' });
    expect([renewed.status, renewed.body.authorized]).toEqual([200, true]);
    expect((await ask('PATCH', at, { url, authorization: null })).body.authorized).toBe(false);
    expect((await ask('PATCH', at, { allowedRanges: ['10.0.0.0/8'] }, webhooks)).status).toBe(403);
    expect((await ask('PATCH', at, { identifiers: 'original' }, webhooks)).status).toBe(403);
    const ranged = { allowedRanges: ['10.0.0.0/8'], identifiers: 'original', url: 'http://10.0.0.1/studies' };
    expect((await ask('PATCH', at, ranged)).status).toBe(200);
    expect((await ask('PATCH', at, { url: 'http://10.0.0.2/studies' }, webhooks)).status).toBe(403);
    expect((await ask('PATCH', at, { description: 'PACS' }, webhooks)).status).toBe(200);
  });
});

describe('by C-STORE', () => {
  it('a summary arrives as a report of the same study and patient, and several go by one association', async () => {
    const scp = await pacs();
    const id = await add(dimse(scp.port));
    const [first, second] = [await summarizedDicom(world), await summarizedDicom(world)];
    for (const { event } of [first, second]) {
      expect(await settled(id, event)).toMatchObject({ status: 'delivered', attempts: [{ dimse: '0000' }] });
    }
    expect(scp.stored.sort()).toEqual([first, second].map((ref) => reportUidOf(ref, 1, bundle)).sort());
    expect(scp.associations()).toBe(1);
    expect(scp.last()).toMatchObject({ PatientID: patient.patientId, Modality: 'SR', PreliminaryFlag: 'PRELIMINARY' });
    expect(String((scp.last().PatientName as { Alphabetic: string }[])[0]?.Alphabetic)).toBe(patient.patientName);
    // The same again is the same object.
    const again = await ask('POST', `/v1/destinations/${id}/deliveries/${first.event}/redeliver`);
    expect(again.status).toBe(202);
    await waitFor(() => scp.stored.length === 3);
    expect(scp.stored[2]).toBe(reportUidOf(first, 1, bundle));
  });

  it('a later revision names its predecessor', async () => {
    const scp = await pacs();
    const id = await add(dimse(scp.port));
    const study = await summarizedDicom(world);
    await settled(id, study.event);
    await sleep(5);
    await settled(id, await readAgain(world, study));
    expect(scp.stored).toEqual([1, 2].map((revision) => reportUidOf(study, revision, bundle)));
    expect(JSON.stringify(scp.last().PredecessorDocumentsSequence)).toContain(reportUidOf(study, 1, bundle));
  });

  it.each([
    ['a warning is a success', [0xb000], { status: 'delivered', attempts: [{ dimse: 'B000' }] }],
    ['a duplicate is one too', [0x0111], { status: 'delivered', attempts: [{ dimse: '0111' }] }],
    [
      'out of resources is tried again',
      [0xa700, 0],
      { status: 'delivered', attempts: [{ dimse: 'A700', error: 'out_of_resources' }, { dimse: '0000' }] },
    ],
    [
      'not understood is not',
      [0xc000],
      { status: 'exhausted', attempts: [{ dimse: 'C000', error: 'not_understood' }] },
    ],
    ['nor a class refused', [0x0122], { status: 'exhausted', attempts: [{ dimse: '0122', error: 'class_refused' }] }],
    [
      'no answer in time is',
      [undefined, 0],
      { status: 'delivered', attempts: [{ error: 'timeout' }, { dimse: '0000' }] },
    ],
  ])('%s', async (_, statuses, expected) => {
    const scp = await pacs({ answer: (number) => statuses[number - 1] });
    const id = await add(dimse(scp.port));
    const { event } = await summarizedDicom(world);
    expect(await settled(id, event)).toMatchObject(expected);
    expect(scp.stored).toHaveLength(statuses.length);
  });

  it('a PACS that negotiates no reports, or rejects us, is told of', async () => {
    const deaf = await add(dimse((await pacs({ acceptsReports: false })).port));
    const strict = await add(dimse((await pacs({ reject: () => true })).port));
    const { event } = await summarizedDicom(world);
    expect(await settled(deaf, event)).toMatchObject({
      status: 'exhausted',
      attempts: [{ error: 'class_not_accepted' }],
    });
    expect(await ask('POST', `/v1/destinations/${deaf}/test`)).toMatchObject({
      body: { ok: true, dimse: '0000', acceptsReports: false },
    });
    expect(await ask('POST', `/v1/destinations/${strict}/test`)).toMatchObject({
      body: { ok: false, error: 'association_rejected' },
    });
  });
});

it('what a PACS took counts as delivered, with the study and with the night', async () => {
  const id = await add(dimse((await pacs()).port));
  const { event, study } = await summarizedDicom(world);
  await settled(id, event);
  expect((await ask('GET', `/v1/studies/${study}`)).body.timings.deliveredAt).toMatch(/Z$/);
  const night = { date: '2026-03-02', expected: { studies: [{ study }] } };
  const made = await ask('POST', '/v1/nights', night);
  expect(JSON.stringify((await ask('GET', `/v1/nights/${made.body.id}`)).body)).toContain('"delivered":1');
});

describe('a PACS that is down', () => {
  it('costs one probe at a time, holds up no other, and gets each summary once when it is back', async () => {
    const port = await freePort();
    const up = await pacs();
    const [down, other] = [await add(dimse(port)), await add(dimse(up.port))];
    const events: string[] = [];
    for (let i = 0; i < 6; i++) events.push((await summarizedDicom(world)).event);
    for (const event of events) await settled(other, event);
    const attempts = async () => (await logOf(down)).flatMap((one) => one.attempts).length;
    await waitFor(async () => (await attempts()) >= 1);
    // By their own schedules the six would have used up all of theirs, 36, within a second.
    expect(await attempts()).toBeLessThan(12);
    const scp = await pacs({ port });
    for (const event of events) expect(await settled(down, event)).toMatchObject({ status: 'delivered' });
    expect(new Set(scp.stored).size).toBe(6);
    expect(scp.stored).toHaveLength(6);
  });

  it('that takes connections and is silent holds up no other', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    stops.push(() => silent.close());
    const up = await pacs();
    const [hung, other] = [await add(dimse((silent.address() as AddressInfo).port)), await add(dimse(up.port))];
    const events: string[] = [];
    for (let i = 0; i < 12; i++) events.push((await summarizedDicom(world)).event);
    for (const event of events) expect(await settled(other, event)).toMatchObject({ status: 'delivered' });
    expect((await logOf(hung)).filter(({ status }) => status === 'delivered')).toEqual([]);
    expect(await ask('POST', `/v1/destinations/${hung}/test`)).toMatchObject({ body: { ok: false, error: 'timeout' } });
  });

  it('keeps what is pending through a loss of Redis', async () => {
    const port = await freePort();
    const id = await add(dimse(port));
    const { event } = await summarizedDicom(world);
    await waitFor(async () => (await logOf(id))[0]?.attempts.length);
    await world.restart({ wipe: true });
    const scp = await pacs({ port });
    expect(await settled(id, event)).toMatchObject({ status: 'delivered' });
    expect(scp.stored).toHaveLength(1);
  });

  it('is kept for while it is disabled, and webhooks tell of that', async () => {
    const receiver = await startReceiver(answers(204));
    stops.push(() => receiver.stop());
    await addEndpoint(world.url, key, receiver.url);
    const scp = await pacs();
    const id = await add(dimse(scp.port));
    expect(await ask('POST', `/v1/destinations/${id}/disable`)).toMatchObject({ body: { status: 'disabled' } });
    await waitFor(() => receiver.received.some(({ body }) => JSON.parse(body).data.destination === id));
    const { event } = await summarizedDicom(world);
    expect(await settled(id, event)).toMatchObject({ status: 'held', attempts: [] });
    expect(await ask('POST', `/v1/destinations/${id}/deliveries/${event}/redeliver`)).toMatchObject({ status: 409 });
    await ask('POST', `/v1/destinations/${id}/enable`);
    await waitFor(async () => (await logOf(id))[0]?.status === 'delivered');
    expect(scp.stored).toHaveLength(1);
  });
});

interface Post {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
type Answer = (number: number, response: ServerResponse) => unknown;

/** A DICOMweb server that answers as it is told. */
async function stowServer(answer: Answer): Promise<{ url: string; posts: Post[] }> {
  const posts: Post[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === 'GET') return response.writeHead(200).end('[]');
    answer(posts.push({ headers: request.headers, body: Buffer.concat(chunks) }), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web/studies`, posts };
}
const json = (status: number, body: object) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/dicom+json' }).end(JSON.stringify(body));
const failed = (reason: number) => ({
  '00081198': { vr: 'SQ', Value: [{ '00081197': { vr: 'US', Value: [reason] } }] },
});

describe('by STOW-RS', () => {
  it('a summary arrives with what authorizes it, which is never shown', async () => {
    const { url, posts } = await stowServer((_, response) => json(200, {})(response));
    const id = await add({ kind: 'dicomweb', url, authorization: 'Bearer s3cret' });
    const { event, study } = await summarizedDicom(world);
    expect(await settled(id, event)).toMatchObject({ status: 'delivered', attempts: [{ status: 200 }] });
    expect(posts[0]?.headers).toMatchObject({ authorization: 'Bearer s3cret', accept: 'application/dicom+json' });
    expect(posts[0]?.headers['content-type']).toMatch(/^multipart\/related; type="application\/dicom"; boundary=/);
    const body = posts[0]?.body as Buffer;
    const file = body.subarray(body.indexOf('\r\n\r\n') + 4);
    expect(await readPatientStudy(file)).toMatchObject({ study, patientId: patient.patientId });
    const shown = await ask('GET', `/v1/destinations/${id}`);
    expect(shown.body).toMatchObject({ kind: 'dicomweb', url, authorized: true });
    expect(JSON.stringify(shown.body)).not.toContain('s3cret');
    expect((await world.storage.get(`tenants/${tenant}/destinations/${id}.json`)).toString()).not.toContain('s3cret');
    expect(await ask('POST', `/v1/destinations/${id}/test`)).toMatchObject({ body: { ok: true, status: 200 } });
  });

  it.each<[string, ((response: ServerResponse) => unknown)[], object]>([
    [
      'a failure that may pass is tried again',
      [json(409, failed(0xa700)), json(200, {})],
      { status: 'delivered', attempts: [{ status: 409, dimse: 'A700' }, { status: 200 }] },
    ],
    [
      'one in a 202 as well',
      [json(202, failed(0x0110)), json(200, {})],
      { status: 'delivered', attempts: [{ status: 202, dimse: '0110' }, { status: 200 }] },
    ],
    ['one for good is not', [json(409, failed(0xa900))], { status: 'exhausted', attempts: [{ dimse: 'A900' }] }],
    ['nor a bad request', [json(400, {})], { status: 'exhausted', attempts: [{ error: 'request_refused' }] }],
    [
      'a server that is out is',
      [json(503, {}), json(200, {})],
      { status: 'delivered', attempts: [{ status: 503 }, { status: 200 }] },
    ],
  ])('%s', async (_, replies, expected) => {
    const { url, posts } = await stowServer((number, response) => replies[number - 1]?.(response));
    const id = await add({ kind: 'dicomweb', url });
    const { event } = await summarizedDicom(world);
    expect(await settled(id, event)).toMatchObject(expected);
    expect(posts).toHaveLength(replies.length);
  });
});

describe('a PACS that nothing reaches for long', () => {
  it('is disabled, which webhooks tell; what was under way is held', async () => {
    const other = await startWorld({ WEBHOOK_DISABLE_AFTER: '300ms' });
    const receiver = await startReceiver(answers(204));
    try {
      const its = await other.key(tenant);
      await addEndpoint(other.url, its, receiver.url);
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(dimse(await freePort()));
      const made = await call(`${other.url}/v1/destinations`, its, { method: 'POST', headers, body });
      const { id } = (await made.json()) as { id: string };
      const { event } = await summarizedDicom(other);
      const told = await waitFor(() => receiver.received.find((one) => JSON.parse(one.body).data.destination === id));
      expect(JSON.parse(told.body)).toMatchObject({ type: 'destination.disabled', data: { reason: 'failing' } });
      const log = `${other.url}/v1/destinations/${id}/deliveries/${event}`;
      await waitFor(async () => ((await (await call(log, its)).json()) as Logged).status === 'held');
    } finally {
      receiver.stop();
      await other.stop();
    }
  });
});

describe('what may be added', () => {
  it('goes by the rules of webhooks: private ranges are an admin’s, and loopback is nobody’s', async () => {
    const hooks = await world.key(tenant, ['webhooks']);
    const own = { ...dimse(104), host: '10.1.2.3' };
    expect((await ask('POST', '/v1/destinations', own)).body).toMatchObject({ code: 'address_refused' });
    const opened = { ...own, allowedRanges: ['10.1.0.0/16'] };
    expect((await ask('POST', '/v1/destinations', opened, hooks)).status).toBe(403);
    expect((await ask('POST', '/v1/destinations', opened)).status).toBe(201);
    for (const wrong of [
      { ...own, host: '127.0.0.2' },
      { ...dimse(104), host: 'localhost', tls: true },
    ]) {
      const made = await ask('POST', '/v1/destinations', wrong);
      if (made.status !== 201) expect(made.body).toMatchObject({ code: 'address_refused' });
      else expect(await ask('POST', `/v1/destinations/${made.body.id}/test`)).toMatchObject({ body: { ok: false } });
    }
    const invalid = { kind: 'dimse', host: 'a b', port: 104, calledAeTitle: 'PACS' };
    expect((await ask('POST', '/v1/destinations', invalid)).body).toMatchObject({ code: 'invalid_request' });
  });
});

describe('the report itself', () => {
  it('can be had by the API; a study that came as a picture has none, and its delivery says so', async () => {
    const { study } = await summarizedDicom(world);
    const report = await call(`${world.url}/v1/studies/${study}/summary.dcm`, key);
    expect(report.headers.get('content-type')).toBe('application/dicom');
    expect(await readPatientStudy(Buffer.from(await report.arrayBuffer()))).toMatchObject({ study });
    const ref = await summarizedStudy(world);
    const [instance] = await world.store.listInstances(ref);
    await world.storage.put(
      `tenants/${tenant}/studies/${ref.study}/instances/${instance?.sop}.json`,
      Buffer.from(JSON.stringify({ ...instance, format: 'png' })),
    );
    expect((await ask('GET', `/v1/studies/${ref.study}/summary.dcm`)).body).toMatchObject({ code: 'not_acceptable' });
    expect((await ask('GET', '/v1/studies/1.2.3/summary.dcm')).status).toBe(404);
  });
});
