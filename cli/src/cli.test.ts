import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, runWetread, startWetread, type TempFolder, tempFolder } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exit } from './exit-codes.ts';
import { type Peer, problem, sendJson, startPeer } from './fixtures/gateway.ts';

let folder: TempFolder;
let picture: string;
beforeAll(async () => {
  folder = await tempFolder('cli');
  picture = join(folder.path, 'a.png');
  await writeFile(picture, '\x89PNG not a whole one', 'latin1');
});
afterAll(() => folder.remove());

async function against<T>(answer: Parameters<typeof startPeer>[0], work: (peer: Peer) => Promise<T>): Promise<T> {
  const peer = await startPeer(answer);
  try {
    return await work(peer);
  } finally {
    await peer.stop();
  }
}

const key = `wr_${'k'.repeat(40)}`;
const noStudies = { studies: [] };

describe('usage', () => {
  it('suggests the nearest command', async () => {
    const { status, stderr } = await runWetread(['sumbit', 'x.dcm']);
    expect(status).toBe(exit.usage);
    expect(stderr).toContain('Did you mean submit?');
  });

  it.each([
    [['studies', '--limit', 'many'], '--limit'],
    [['studies', '--status', 'lost'], 'received, queued'],
    [['studies', '--since', 'yesterday'], '--since'],
    [['submit'], 'files'],
    [['submit', '/no/such/file.dcm'], '/no/such/file.dcm'],
    [['keys', 'add', 'x', '--scope', 'all'], 'ingest, read'],
    [['studies', '--url', 'localhost:80'], '--url'],
    [['studies', '--key-file', '/no/such/key'], '/no/such/key'],
  ])('%j ends with status 2 and names what is wrong', async (args, named) => {
    const { status, stderr, stdout } = await runWetread(args);
    expect({ status, stdout }).toEqual({ status: exit.usage, stdout: '' });
    expect(stderr).toContain(named);
  });

  it('prints help with status 0', async () => {
    const { status, stdout } = await runWetread(['submit', '--help']);
    expect(status).toBe(exit.ok);
    expect(stdout).toContain('--wait');
  });
});

describe('a gateway that is not there', () => {
  it('is told with its address, what to do, and status 4', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { status, stderr } = await runWetread(['studies', '--url', url], { WETREAD_KEY: key });
    expect(status).toBe(exit.unreachable);
    expect(stderr).toContain(url);
    expect(stderr).toContain('ECONNREFUSED');
    expect(stderr).toContain('wetread up');
  });

  it('is told as JSON where JSON is asked for', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { stderr } = await runWetread(['--json', 'submit', picture, '--url', url]);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'unreachable' } });
  });
});

describe('settings', () => {
  const keyOf = (peer: Peer) => peer.requests[0]?.headers.authorization;
  const studies = (peer: Peer, args: string[], env: Record<string, string>) =>
    runWetread(['studies', ...args], { WETREAD_URL: peer.url, ...env });

  it('come from flags before the environment before the file', async () => {
    const config = join(folder.path, 'config.json');
    const [inFile, inFlag] = [join(folder.path, 'key-a'), join(folder.path, 'key-b')];
    await writeFile(inFile, 'wr_from-file\n');
    await writeFile(inFlag, 'wr_from-flag\n');
    const runs: [string[], Record<string, string>, string][] = [
      [[], {}, 'wr_from-file'],
      [[], { WETREAD_KEY: 'wr_from-env' }, 'wr_from-env'],
      [['--key-file', inFlag], { WETREAD_KEY: 'wr_from-env' }, 'wr_from-flag'],
    ];
    for (const [args, env, expected] of runs) {
      await against(
        (response) => sendJson(response, 200, noStudies),
        async (peer) => {
          await writeFile(config, JSON.stringify({ url: peer.url, keyFile: inFile }));
          const done = await runWetread(['studies', ...args], { WETREAD_CONFIG: config, ...env });
          expect(done.status).toBe(exit.ok);
          expect(keyOf(peer)).toBe(`Bearer ${expected}`);
        },
      );
    }
  });

  it('of a local stack need no key to be named, and no other host gets its key', async () => {
    const home = join(folder.path, 'home');
    await mkdir(home);
    await writeFile(join(home, 'api-key'), `${key}\n`);
    await against(
      (response) => sendJson(response, 200, noStudies),
      async (peer) => {
        await studies(peer, [], { WETREAD_HOME: home });
        expect(keyOf(peer)).toBe(`Bearer ${key}`);
      },
    );
    const shown = await runWetread(['config', '--json', '--url', 'https://wetread.example.org'], {
      WETREAD_HOME: home,
    });
    expect(JSON.parse(shown.stdout)).toMatchObject({ keySource: null });
  });

  it('never show a key', async () => {
    const runs = [
      await runWetread(['config'], { WETREAD_KEY: key }),
      await runWetread(['config', '--json'], { WETREAD_KEY: key }),
      await runWetread(['config'], { WETREAD_KEY: `${key} with blanks` }),
      await against(
        (response) => sendJson(response, 401, problem(401, 'unauthenticated', 'This API key is not known.')),
        (peer) => studies(peer, [], { WETREAD_KEY: key }),
      ),
    ];
    expect(runs.map(({ status }) => status)).toEqual([exit.ok, exit.ok, exit.usage, exit.denied]);
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain(key);
  });

  it('in a file with a key that others can read are refused', async () => {
    const config = join(folder.path, 'open.json');
    await writeFile(config, JSON.stringify({ key }));
    await chmod(config, 0o644);
    expect(await runWetread(['config'], { WETREAD_CONFIG: config })).toMatchObject({ status: exit.usage });
    await chmod(config, 0o600);
    expect(await runWetread(['config'], { WETREAD_CONFIG: config })).toMatchObject({ status: exit.ok });
  });

  it.each(['{', '{"adress":"http://x"}', '{"url":"x"}'])('are refused where the file holds %s', async (text) => {
    const config = join(folder.path, 'wrong.json');
    await writeFile(config, text);
    const { status, stderr } = await runWetread(['config', '--config', config]);
    expect(status).toBe(exit.usage);
    expect(stderr).toContain(config);
  });
});

const accepted = { studies: [{ id: '2.25.1', status: 'received', refusals: [] }] };

describe('submit', () => {
  const submit = (peer: Peer, ...args: string[]) =>
    runWetread(['submit', '--json', ...args], { WETREAD_URL: peer.url, WETREAD_KEY: key });
  const linesOf = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('tries again after the time that a busy gateway gives, as the same study', async () => {
    const busy = (status: number) => problem(status, 'overloaded', 'A queue is full.');
    await against(
      (response, number) => {
        if (number <= 2) sendJson(response, number === 1 ? 503 : 429, busy(503), { 'retry-after': '0' });
        else sendJson(response, 202, accepted);
      },
      async (peer) => {
        const { status, stdout } = await submit(peer, picture);
        expect(status).toBe(exit.ok);
        expect(linesOf(stdout)[0]).toMatchObject({ type: 'sent', outcome: 'accepted', studies: ['2.25.1'] });
        const keys = peer.requests.map(({ headers }) => headers['idempotency-key']);
        expect(keys).toEqual([keys[0], keys[0], keys[0]]);
      },
    );
  });

  it('sends fields before files, and no name of a file', async () => {
    await against(
      (response) => sendJson(response, 202, accepted),
      async (peer) => {
        await submit(peer, '--priority', 'urgent', '--patient-id', 'P-7', '--metadata', 'ward=3', picture);
        const body = peer.requests[0]?.body ?? '';
        for (const part of ['urgent', 'P-7', '{"ward":"3"}'])
          expect(body.indexOf(part)).toBeLessThan(body.indexOf('PNG'));
        expect(body).not.toContain('a.png');
      },
    );
  });

  it('ends at a wrong key instead of trying every file', async () => {
    await against(
      (response) => sendJson(response, 401, problem(401, 'unauthenticated', 'This API key is not known.')),
      async (peer) => {
        const { status } = await submit(peer, '--concurrency', '1', picture, picture, picture);
        expect(status).toBe(exit.denied);
        expect(peer.requests).toHaveLength(1);
      },
    );
  });

  it('tells of each refused and each unreadable file, and sends the others', async () => {
    const broken = join(folder.path, 'broken.png');
    await symlink(join(folder.path, 'nowhere'), broken).catch(() => undefined);
    const inside = join(folder.path, 'night');
    await mkdir(join(inside, 'deep'), { recursive: true });
    await writeFile(join(inside, 'deep', 'b.png'), '\x89PNG', 'latin1');
    await writeFile(join(inside, 'notes.txt'), 'hello');
    await symlink(join(folder.path, 'nowhere'), join(inside, 'c.dcm')).catch(() => undefined);
    const refusal = { code: 'truncated', sentence: 'The file ends before its data does.' };
    await against(
      (response, number) => {
        const studies = [{ id: '2.25.2', status: 'received', refusals: number === 1 ? [refusal] : [] }];
        sendJson(
          response,
          number === 1 ? 422 : 202,
          number === 1 ? { ...problem(422, 'nothing_accepted', 'All refused.'), studies } : { studies },
        );
      },
      async (peer) => {
        const { status, stdout, stderr } = await submit(peer, '--concurrency', '1', picture, inside);
        const sent = linesOf(stdout).filter(({ type }) => type === 'sent');
        expect(sent.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'failed', 'refused']);
        expect(linesOf(stdout).at(-1)).toMatchObject({ type: 'total', accepted: 1, refused: 1, failed: 1 });
        expect(stderr).toContain('notes.txt');
        expect(status).toBe(exit.failed);
      },
    );
  });

  it('ends in order at Ctrl-C', async () => {
    await against(
      () => undefined,
      async (peer) => {
        const running = startWetread(['submit', picture], { WETREAD_URL: peer.url, WETREAD_KEY: key });
        while (peer.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
        running.child.kill('SIGINT');
        expect(await running.result).toMatchObject({ status: exit.interrupted });
      },
    );
  });
});

describe('output', () => {
  const study = { id: '2.25.9', status: 'summarized', priority: 'routine', revision: 1 };
  const time = '2026-03-01T21:04:11.250Z';
  const page = { studies: [{ ...study, receivedAt: time, updatedAt: time }] };
  const list = (args: string[], env: Record<string, string> = {}) =>
    against(
      (response) => sendJson(response, 200, page),
      (peer) => runWetread(['studies', ...args], { WETREAD_URL: peer.url, WETREAD_KEY: key, ...env }),
    );

  it('has no colour in a pipe or with NO_COLOR, and one where it is forced', async () => {
    expect((await list([])).stdout).not.toContain('\x1b[');
    expect((await list([], { FORCE_COLOR: '1' })).stdout).toContain('\x1b[');
    expect((await list(['--no-color'], { FORCE_COLOR: '1' })).stdout).not.toContain('\x1b[');
  });

  it('is the answer of the API with --json', async () => {
    expect(JSON.parse((await list(['--json'])).stdout)).toMatchObject(page);
  });
});

it('bundle oras tells how to push a bundle, file by file, and how it is then named', async () => {
  const demo = join(import.meta.dirname, '../../models/demo');
  const repository = 'registry.example.org/models/chest';
  const { status, stdout } = await runWetread(['bundle', 'oras', demo, repository, '--json']);
  expect(status).toBe(exit.ok);
  const { push, digest, url } = JSON.parse(stdout);
  expect(push).toMatch(
    / oras push registry\.example\.org\/models\/chest:0\.1\.0 .* bundle\.json .*llm\/model\.safetensors/,
  );
  expect(push).not.toContain('samples');
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(url).toBe(`oci://${repository}@DIGEST`);
});
