import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { annexE } from '@wetread/deidentification';
import { OutgoingAssociation } from '@wetread/dimse';
import { settled, stow } from '@wetread/stack';
import { canariesIn, canary, dicomFile, seededFile, sopClasses, waitFor } from '@wetread/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Collector, startCollector } from './collector.ts';
import { endOf, startWholeStack, type WholeStack } from './whole-stack.ts';

/**
 * A canary in every attribute that the confidentiality profile names goes through the whole product, and is looked for wherever
 * the product writes or tells: of a tenant that wants its files de-identified, it must be nowhere but sealed; of another, in
 * storage alone.
 */

const services = ['gateway', 'ingest', 'encoder', 'llm'] as const;
/** Days of studies are what they are found by. */
const texts = [canary.text, canary.time, canary.number];
const everything = Object.values(canary);
/** What studies, series and instances of a tenant without de-identification are named by, everywhere. */
const names = new Set([0x00080018, 0x0020000d, 0x0020000e]);

let whole: WholeStack;
let collector: Collector;
let redis: Redis;
const commands: string[] = [];
const answers: string[] = [];

beforeAll(async () => {
  collector = await startCollector();
  whole = await startWholeStack({ all: collector.env });
  redis = new Redis(whole.stack.redisUrl);
  (await redis.monitor()).on('monitor', (_: string, args: string[]) => commands.push(args.join(' ')));
  await change({ deidentification: {} });
  // So long a process may believe what it knows of a tenant.
  await sleep(10_500);
});
afterAll(async () => {
  redis?.disconnect();
  await whole?.stop();
  collector.stop();
});

async function change(body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await whole.stack.fetch('/v1/tenants/local', {
    method: 'PATCH',
    headers,
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

async function tell(path: string, init: RequestInit = {}): Promise<string> {
  const response = await whole.stack.fetch(path, init);
  const text = await response.text();
  expect([path, response.status]).toEqual([path, 200]);
  answers.push(JSON.stringify([...response.headers]), text);
  return text;
}

/** Studies by the names that their senders know. */
async function list(path: string, type: string, body: string): Promise<void> {
  const response = await whole.stack.fetch(path, { method: 'POST', headers: { 'content-type': type }, body });
  answers.push(await response.text());
  expect([path, response.status]).toEqual([path, 201]);
}

/** All that the product wrote or told, but for storage. */
async function told(): Promise<Map<string, Buffer>> {
  const metrics = await Promise.all(services.map((name) => whole.stack.metrics(name)));
  return new Map([
    ['Redis', Buffer.from(commands.join('\n'))],
    ['traces', Buffer.concat(collector.bodies)],
    ['metrics', Buffer.from(metrics.join('\n'))],
    ['answers', Buffer.from(answers.join('\n'))],
    ['webhooks', Buffer.from(JSON.stringify(whole.receiver.received))],
    ...services.map((name) => [`log of ${name}`, Buffer.from(whole.stack.services[name].logTail(1_000_000))] as const),
  ]);
}

async function expectUntold(looked: readonly string[]): Promise<void> {
  const found = await told();
  // What is empty would show nothing.
  for (const [where, bytes] of found) expect([where, bytes.length > 100]).toEqual([where, true]);
  const seen = [...found].flatMap(([where, bytes]) => canariesIn(bytes, looked).map((text) => `${text} in ${where}`));
  expect(seen).toEqual([]);
}

async function canariesInStorage(prefix: string): Promise<string[]> {
  const seen: string[] = [];
  for await (const { key } of whole.store.storage.list(prefix)) {
    const bytes = Buffer.concat([Buffer.from(`${key}\n`), await whole.store.storage.get(key)]);
    if (canariesIn(bytes, everything).length > 0) seen.push(key);
  }
  return seen;
}

/** As `seededFile`, by C-STORE, with other UIDs. */
async function cStore(): Promise<string> {
  const study = `${canary.uidRoot}42`;
  const file = await dicomFile({
    ...{ studyUid: study, seriesUid: `${canary.uidRoot}43`, sopUid: `${canary.uidRoot}44` },
    ...{ patientName: `${canary.text}^C`, patientId: canary.number },
    attributes: { InstitutionName: canary.text, StudyDate: canary.date, StudyDescription: `${canary.text} chest` },
  });
  const socket = connect(whole.stack.dicomPort, '127.0.0.1');
  const sopClass = sopClasses.digitalXRayForPresentation;
  const options = { calling: 'MODALITY', called: 'WETREAD', sopClasses: [sopClass], timeoutMs: 60_000 };
  const association = await OutgoingAssociation.open(socket, options);
  const meta = file.readUInt32LE(140);
  expect(await association.store(sopClass, file.subarray(144 + meta))).toEqual({ status: 0 });
  await association.release();
  return study;
}

it('nothing of whom a study is of is left or told where a tenant wants it de-identified', async () => {
  const original = `${canary.uidRoot}${0x0020000d}`;
  const file = seededFile(await dicomFile(), annexE.keys());
  // Addressed by the sender's own UID.
  const { status } = await stow(whole.stack, [file], `/dicomweb/studies/${original}`);
  expect(status).toBe(200);
  const sent = await cStore();
  const { id } = JSON.parse(await tell(`/v1/studies/${original}`)) as { id: string };
  expect(await settled(whole.stack, id)).toMatchObject({ status: 'summarized' });
  const other = JSON.parse(await tell(`/v1/studies/${sent}`)) as { id: string };
  await Promise.all([endOf(whole.receiver, id), endOf(whole.receiver, other.id)]);
  await tell(`/v1/studies/${original}/summary`);
  await tell(`/v1/studies/${original}/summary.dcm`);
  await tell(`/dicomweb/studies/${original}/metadata`);
  await tell('/fhir/DiagnosticReport');
  await list('/v1/batches', 'application/jsonl', `{"study":"${original}"}\n{"name":"${canary.text}"}\n`);
  await list('/v1/nights?date=2026-03-01', 'text/csv', `study,accession\n${original},${canary.number}\n`);
  await tell('/v1/audit?limit=1000');
  expect((await whole.stack.fetch(`/v1/studies/${canary.uidRoot}9`)).status).toBe(404);
  const identity = (await (await whole.stack.fetch(`/v1/studies/${original}/identity`)).json()) as {
    study: { uid: string };
    patient: { name: string };
  };
  expect(identity.study.uid).toBe(original);
  expect(identity.patient.name).toContain(canary.text);
  await waitFor(() => collector.bodies.length > 0);
  await expectUntold(everything);
  expect(await canariesInStorage('')).toEqual([]);
}, 240_000);

it('what a tenant has stored as it comes is in storage alone', async () => {
  const body = JSON.stringify({ id: 'south', name: 'South' });
  const made = await whole.stack.fetch('/v1/tenants', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  const { key } = ((await made.json()) as { key: { key: string } }).key;
  const tags = [...annexE.keys()].filter((tag) => !names.has(tag));
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(seededFile(await dicomFile(), tags))]), 'CANARY.dcm');
  form.append('patient_id', canary.text);
  const headers = { authorization: `Bearer ${key}` };
  const sent = await fetch(`${whole.stack.url}/v1/studies`, { method: 'POST', body: form, headers });
  const { studies } = (await sent.json()) as { studies: { id: string }[] };
  const study = studies[0]?.id as string;
  await waitFor(async () => (await whole.store.listResults({ tenant: 'south', study })).length > 0, {
    timeoutMs: 60_000,
  });
  await expectUntold([...texts, canary.uidRoot]);
  const where = await canariesInStorage('');
  expect(where.filter((path) => path.startsWith(`tenants/south/studies/${study}/`))).toEqual(where);
  expect(where.some((path) => path.endsWith('.dcm'))).toBe(true);
}, 120_000);
