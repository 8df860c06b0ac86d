import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { issueKey } from '@wetread/accounts';
import { root } from '@wetread/stack';
import {
  dicomFile,
  freePort,
  renamedPdf,
  runWetread,
  startWetread,
  type TempFolder,
  tempFolder,
  waitFor,
} from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeStack, type WholeStack } from './whole-stack.ts';

let whole: WholeStack;
let folder: TempFolder;
beforeAll(async () => {
  whole = await startWholeStack();
  folder = await tempFolder('cli');
});
afterAll(async () => {
  await whole.stop();
  await folder.remove();
});

const samples = join(root, 'models', 'demo', 'samples');
const env = (key = whole.stack.apiKey) => ({ WETREAD_URL: whole.stack.url, WETREAD_KEY: key });
const wetread = (...args: string[]) => runWetread(args, env());
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The one result of a command that went well. */
async function answer(...args: string[]) {
  const { status, stdout, stderr } = await wetread('--json', ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function submitted(): Promise<string> {
  const { stdout } = await wetread('submit', '--json', '--wait', join(samples, 'normal.png'));
  return linesOf(stdout)[0].studies[0];
}

describe('studies', () => {
  it('are sent, waited for and read', async () => {
    const dicom = join(folder.path, 'chest.dcm');
    await writeFile(dicom, await dicomFile());
    const { status, stdout } = await wetread('submit', '--wait', '--json', '--priority', 'urgent', dicom, samples);
    const lines = linesOf(stdout);
    const ends = lines.filter(({ type }) => type === 'ended');
    expect(ends.length).toBeGreaterThan(4);
    expect(new Set(ends.map((end) => end.status))).toEqual(new Set(['summarized']));
    for (const end of ends) expect(end.summary.notice).toBeTruthy();
    expect(status).toBe(0);
    const [{ study, summary }] = ends;
    expect(await answer('summary', study)).toMatchObject({ id: summary.id, text: summary.text });
    expect(await answer('studies', study)).toMatchObject({ id: study, status: 'summarized', priority: 'urgent' });
    const list = await answer('studies', '--status', 'summarized', '--since', '1h', '--limit', '1000');
    expect(list.studies.map(({ id }: { id: string }) => id)).toContain(study);
    expect((await wetread('summary', study)).stdout).toContain(summary.notice.split(' ')[0]);
  });

  it('that are refused end with status 3 and the reason', async () => {
    const pdf = join(folder.path, 'letter.dcm');
    await writeFile(pdf, renamedPdf());
    const { status, stdout } = await wetread('submit', '--wait', pdf);
    expect(status).toBe(3);
    expect(stdout).toContain('not_dicom');
  });

  it('that are not there, or are another tenant’s, end with status 1', async () => {
    const study = await submitted();
    const { key } = await issueKey(whole.store.storage, { tenant: 'other', name: 'other' });
    expect(await runWetread(['studies', study], env(key))).toMatchObject({ status: 1, stdout: '' });
    expect((await runWetread(['summary', study], env(key))).stderr).toContain(study);
  });
});

describe('questions', () => {
  it('are answered as the text is written, and kept', async () => {
    const study = await submitted();
    const asked = ['Is', 'there', 'a', 'pleural', 'effusion?'];
    const { status, stdout, stderr } = await wetread('ask', study, ...asked);
    expect(status).toBe(0);
    const { messages } = await answer('ask', study, '--history');
    expect(messages).toMatchObject([{ question: asked.join(' '), text: stdout.trim() }]);
    expect(stderr).toContain(messages[0].notice.split(' ')[0]);
    const piped = await runWetread(['ask', study, '--json'], env(), 'And the heart?\n');
    expect(JSON.parse(piped.stdout)).toMatchObject({
      question: 'And the heart?',
      context: { messages: [messages[0].id] },
    });
  });

  it('about what is not there end with status 1', async () => {
    expect(await wetread('ask', '1.2.3', 'Why?')).toMatchObject({ status: 1, stdout: '' });
  });
});

describe('batches', () => {
  it('are made of studies, followed, and give their results as JSON and CSV', async () => {
    const studies = [await submitted(), await submitted()];
    const made = await wetread('batch', 'create', '--json', '--watch', '--metadata', 'ward=3', ...studies);
    const lines = linesOf(made.stdout);
    expect(lines.at(-1)).toMatchObject({
      status: 'completed',
      metadata: { ward: '3' },
      request_counts: { completed: 2 },
    });
    expect(made.status).toBe(0);
    const { id } = lines[0];
    const results = linesOf((await wetread('batch', 'results', id)).stdout);
    expect(results.map(({ response }) => response.body.study).sort()).toEqual(studies.toSorted());
    const table = join(folder.path, 'night.csv');
    expect(await wetread('batch', 'results', id, '--format', 'csv', '--to', table)).toMatchObject({
      status: 0,
      stdout: '',
    });
    for (const study of studies) expect(await readFile(table, 'utf8')).toContain(study);
    expect((await answer('batch', 'list')).batches.map((batch: { id: string }) => batch.id)).toContain(id);
    expect(await wetread('batch', 'cancel', id)).toMatchObject({ status: 1 });
  });

  it('are made of lines and of a query, with the reason of what cannot be read', async () => {
    const study = await submitted();
    const file = join(folder.path, 'night.jsonl');
    await writeFile(file, `{"custom_id":"a","study":"${study}"}\n{"custom_id":"b","study":"1.2.3"}\n`);
    const { id } = await answer('batch', 'create', '--jsonl', file);
    expect(await wetread('batch', 'watch', id)).toMatchObject({ status: 1 });
    const [error] = linesOf((await wetread('batch', 'results', id, '--errors')).stdout);
    expect(error).toMatchObject({ custom_id: 'b' });
    const queried = await wetread('batch', 'create', '--json', '--since', '1h', '--status', 'summarized', '--watch');
    expect(linesOf(queried.stdout).at(-1)).toMatchObject({ status: 'completed' });
  });

  it('wait for their window, and can be cancelled', async () => {
    const [start, end] = [2, 4].map((ahead) => new Date(Date.now() + ahead * 3_600_000).toISOString().slice(11, 16));
    const batch = await answer(
      'batch',
      'create',
      await submitted(),
      '--window',
      `${start}-${end}`,
      '--time-zone',
      'UTC',
    );
    expect(batch).toMatchObject({ window: { start, end, time_zone: 'UTC' } });
    await wetread('batch', 'cancel', batch.id);
    expect((await wetread('batch', 'show', batch.id)).stdout).toContain(`${start} to ${end}, UTC`);
  });

  it('are not made without saying of what', async () => {
    expect(await wetread('batch', 'create')).toMatchObject({ status: 2 });
    expect(await wetread('batch', 'create', '1.2', '--since', '1h')).toMatchObject({ status: 2 });
  });
});

describe('nights', () => {
  it('are expected by CSV and reported with each gap', async () => {
    const study = await submitted();
    const list = join(folder.path, 'expected.csv');
    await writeFile(list, `study_instance_uid,reference\n${study},one\n1.2.3,two\n`);
    const night = await answer('night', 'expect', '2026-03-01', '--csv', list);
    expect(night).toMatchObject({ date: '2026-03-01', expected: 2 });
    const report = await wetread('night', '2026-03-01', '--json');
    expect(report.status).toBe(1);
    expect(JSON.parse(report.stdout)).toMatchObject({
      counts: { expected: 2, summarized: 1 },
      gaps: [{ reference: 'two' }],
    });
    expect((await wetread('night', 'show', night.id, '--csv')).stdout).toContain(study);
    const known = await wetread('night', 'show', night.id, '--csv', '--original');
    expect(known.stdout).toMatch(/^study,.*,accession_number,.*,original_study,original_accession_number\r\n/);
    expect((await wetread('night')).stdout).toContain('1.2.3');
    expect(await wetread('night', '1999-01-01')).toMatchObject({ status: 1 });
  });
});

describe('keys', () => {
  it('that may not do something end with status 5 and say where the key came from', async () => {
    const { key } = await issueKey(whole.store.storage, { tenant: 'local', name: 'reader', scopes: ['read'] });
    const { status, stderr } = await runWetread(['submit', join(samples, 'normal.png')], env(key));
    expect(status).toBe(5);
    expect(stderr).toContain('WETREAD_KEY');
    expect(stderr).not.toContain(key);
  });

  it('are issued into a file, listed, rotated and revoked', async () => {
    const file = join(folder.path, 'bridge-key');
    const made = await answer(
      'keys',
      'add',
      'bridge',
      '--scope',
      'ingest',
      '--scope',
      'read',
      '--expires',
      '30d',
      '--to',
      file,
    );
    expect(made).toMatchObject({ name: 'bridge', scopes: ['ingest', 'read'], keyFile: file });
    const key = (await readFile(file, 'utf8')).trim();
    expect((await runWetread(['studies', '--key-file', file], { WETREAD_URL: whole.stack.url })).status).toBe(0);
    expect(JSON.stringify(await answer('keys', 'list'))).not.toContain(key);
    // A file that is there is kept, and then no key is made that nobody could see.
    const before = (await answer('keys', 'list')).keys.length;
    expect((await wetread('keys', 'rotate', made.id, '--to', file)).status).toBe(2);
    expect((await answer('keys', 'list')).keys).toHaveLength(before);
    const rotated = await answer('keys', 'rotate', made.id, '--overlap', '0');
    expect(rotated.key).toMatch(/^wr_/);
    await answer('keys', 'revoke', rotated.id);
    await waitFor(async () => (await runWetread(['studies'], env(rotated.key))).status === 5, { timeoutMs: 30_000 });
  });
});

describe('webhooks', () => {
  it('are received, verified and printed, and the endpoint is removed at Ctrl-C', async () => {
    const kinds = ['--signature', 'v1', '--signature', 'v1a'];
    const listening = startWetread(['listen', '--json', '--register', ...kinds], env());
    await listening.shows('"listening"');
    const { endpoint } = linesOf(listening.stdout())[0];
    expect(await answer('hooks', 'test', endpoint)).toMatchObject({ type: 'endpoint.test', status: 'delivered' });
    const study = await submitted();
    await listening.shows('study.summarized');
    const events = linesOf(listening.stdout()).slice(1);
    for (const event of events) expect(event).toMatchObject({ verified: true, answered: 204 });
    expect(events.map(({ body }) => body.data.study)).toContain(study);
    const replay = await answer('hooks', 'replay', endpoint, '--since', '1h', '--rate', '100');
    expect(replay).toMatchObject({ status: 'completed' });
    await waitFor(() => linesOf(listening.stdout()).some(({ times }) => times > 1), { timeoutMs: 30_000 });
    expect((await answer('hooks', 'log', endpoint)).deliveries.length).toBeGreaterThan(1);
    listening.child.kill('SIGINT');
    expect(await listening.result).toMatchObject({ status: 0 });
    const { endpoints } = await answer('hooks', 'list');
    expect(endpoints.map(({ id }: { id: string }) => id)).not.toContain(endpoint);
  });

  it('that are not signed by whom they say are answered with 401', async () => {
    const listening = startWetread(['listen', '--json'], { WETREAD_WEBHOOK_SECRET: `whsec_${btoa('x'.repeat(24))}` });
    await listening.shows('"listening"');
    const url = linesOf(listening.stdout())[0].listening;
    const { id } = await answer('hooks', 'add', url);
    expect(await wetread('hooks', 'test', id)).toMatchObject({ status: 1 });
    expect(linesOf(listening.stdout())[1]).toMatchObject({ verified: false, answered: 401 });
    await answer('hooks', 'remove', id);
    listening.child.kill('SIGTERM');
    await listening.result;
  });

  it('prove an installation, and nothing is left of it', async () => {
    const { status, stdout } = await wetread('check', '--json', join(samples, 'normal.png'));
    expect(status).toBe(0);
    const told = linesOf(stdout)[0];
    expect(told).toMatchObject({ type: 'study.summarized', text: expect.stringMatching(/\w/) });
    expect((await wetread('studies', told.study)).status).not.toBe(0);
    const { endpoints } = await answer('hooks', 'list');
    expect(endpoints.map(({ description }: { description: string }) => description)).not.toContain('wetread check');
  });

  it('that never come end a check with what was waited for', async () => {
    const late = await wetread(
      'check',
      '--timeout',
      '2',
      '--public-url',
      'http://127.0.0.1:9/',
      join(samples, 'normal.png'),
    );
    expect(late).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/No webhook had come for the study 2\.25\.\d+ after 2 s/),
    });
  });

  it('to private addresses are refused', async () => {
    const { status, stderr } = await wetread('hooks', 'add', 'https://10.0.0.1/hook');
    expect(status).toBe(1);
    expect(stderr).toContain('private');
  });
});

describe('bundle', () => {
  it('is verified, and what is wrong with it is said', async () => {
    expect(await answer('bundle', 'inspect', join(root, 'models', 'demo'))).toMatchObject({
      manifest: { name: 'wetread-demo' },
    });
    expect((await wetread('bundle', 'verify', join(root, 'models', 'demo'))).stdout).toContain('valid');
    const { status, stderr } = await wetread('bundle', 'verify', folder.path);
    expect(status).toBe(1);
    expect(stderr).toContain('bundle.json');
  });
});

describe('up', () => {
  it('starts everything, tells where, and drains at Ctrl-C', async () => {
    const home = join(folder.path, 'home');
    const up = startWetread(['up', '--json', '--port', '0', '--dicom-port', '0', '--home', home]);
    await waitFor(() => up.stdout().includes('\n'), { timeoutMs: 120_000 });
    const { url, keyFile } = JSON.parse(up.stdout());
    const list = await runWetread(['studies', '--json'], { WETREAD_URL: url, WETREAD_HOME: home });
    expect(JSON.parse(list.stdout)).toMatchObject({ studies: [] });
    expect(existsSync(keyFile)).toBe(true);
    expect(up.stdout() + up.stderr()).not.toContain(await readFile(keyFile, 'utf8'));
    up.child.kill('SIGINT');
    expect(await up.result).toMatchObject({ status: 0 });
  });
});

describe('destinations', () => {
  it('are added, asked, listed and removed; what authorizes is read from a file', async () => {
    const asked: (string | undefined)[] = [];
    const pacs = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/dicom+json' }).end('[]');
    });
    await new Promise<void>((resolve) => pacs.listen(0, '127.0.0.1', resolve));
    const port = (pacs.address() as AddressInfo).port;
    const file = join(folder.path, 'header');
    await writeFile(file, 'Basic d2V0OnJlYWQ=\n');
    const url = `http://127.0.0.1:${port}/dicom-web/studies`;
    const web = await answer('destinations', 'add', 'dicomweb', url, '--authorization-file', file);
    const dead = await answer('destinations', 'add', 'dimse', '127.0.0.1', String(await freePort()), 'PACS');
    expect(await answer('destinations', 'test', web.id)).toMatchObject({ ok: true, status: 200 });
    expect(asked).toEqual(['Basic d2V0OnJlYWQ=']);
    expect(await wetread('destinations', 'test', dead.id)).toMatchObject({ status: 1 });
    const shown = await wetread('destinations', 'list');
    expect(shown.stdout).toContain(url);
    expect(shown.stdout).not.toContain('d2V0');
    expect((await answer('destinations', 'log', web.id)).deliveries).toEqual([]);
    for (const { id } of [web, dead]) await answer('destinations', 'remove', id);
    expect((await answer('destinations', 'list')).destinations).toEqual([]);
    pacs.closeAllConnections();
    pacs.close();
  });
});
