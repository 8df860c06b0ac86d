import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { credentials, loadPackageDefinition, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { syntheticRadiograph, tempFolder, toBytes, waitFor } from '@wetread/testing';
import { protoPath } from 'grpc-health-check';
import { afterEach, describe, expect, it } from 'vitest';
import { demoBundle, patient, type Running, runEncoder, TestClient } from './fixtures/running.ts';

let running: Running;
afterEach(async () => {
  delete process.env.GATE;
  await running?.stop();
});

const image = { grey: { width: 200, height: 200, pixels: toBytes(syntheticRadiograph({ width: 200, height: 200 })) } };
const images = (count: number) => ({ images: Array(count).fill(image) });

/** The standard health protocol, as probes speak it. */
async function health(port: number): Promise<string> {
  // biome-ignore lint/suspicious/noExplicitAny: the client is made from the .proto file of the health protocol
  const { grpc } = loadPackageDefinition(loadSync(protoPath, { enums: String })) as any;
  const client = new grpc.health.v1.Health(`127.0.0.1:${port}`, credentials.createInsecure());
  const answer = (await promisify(client.Check.bind(client))({ service: 'wetread.v1.Encoder' })) as { status: string };
  client.close();
  return answer.status;
}

describe('a waiting image', () => {
  it('leaves the queue when its deadline passes', async () => {
    running = await runEncoder(patient);
    const error = await running.client.encode(images(3), { deadline: Date.now() + 200 }).catch((thrown) => thrown);
    expect(error.status).toBe(status.DEADLINE_EXCEEDED);
    await running.waiting(0);
  });

  it('leaves the queue when its caller goes away, and costs no slot', async () => {
    running = await runEncoder(patient);
    const gone = running.client.start(images(2));
    await running.waiting(2);
    gone.call.cancel();
    await expect(gone.response).rejects.toMatchObject({ status: status.CANCELLED });
    await running.waiting(0);
    // Two more would fill the batch of four if the first two still had their slots.
    const rest = running.client.start(images(2));
    await running.waiting(2);
    const response = await running.client.encode(images(2));
    expect(response.results).toHaveLength(2);
    expect((await rest.response).results).toHaveLength(2);
  });
});

describe('a full queue', () => {
  it('refuses with RESOURCE_EXHAUSTED and a retry hint, and serves those it admitted (I6)', async () => {
    running = await runEncoder({ ...patient, MAX_BATCH: '6', MAX_QUEUE: '5' });
    const admitted = running.client.start(images(5));
    await running.waiting(5);
    const error = await running.client.encode(images(1)).catch((thrown) => thrown);
    expect(error.status).toBe(status.RESOURCE_EXHAUSTED);
    expect(error.metadata.get('wetread-code')).toEqual(['overloaded']);
    expect(Number(error.metadata.get('grpc-retry-pushback-ms')[0])).toBeGreaterThan(0);
    await running.service.close();
    expect((await admitted.response).results).toHaveLength(5);
  });
});

/** A call whose batch runs, and goes on running until the gate is opened. */
async function runningBatch() {
  const folder = await tempFolder('gate');
  const gate = join(folder.path, 'gate');
  process.env.GATE = gate;
  running = await runEncoder({}, new URL('./fixtures/gated.worker.ts', import.meta.url));
  const encoding = running.client.start(images(1));
  await waitFor(() => existsSync(`${gate}.reached`), { what: 'a running batch' });
  return { encoding, open: () => writeFile(gate, ''), remove: () => folder.remove() };
}

describe('while a batch runs', () => {
  it('health, Describe and HTTP answer (I5)', async () => {
    const { encoding, open, remove } = await runningBatch();
    let done = false;
    encoding.response.then(() => {
      done = true;
    });
    expect(await health(running.service.grpcPort)).toBe('SERVING');
    expect((await running.client.describe())?.maxBatch).toBe(8);
    expect((await fetch(`http://127.0.0.1:${running.service.httpPort}/readyz`)).status).toBe(200);
    expect(done).toBe(false);
    await open();
    expect((await encoding.response).results).toHaveLength(1);
    await remove();
  });
});

describe('a session thread that dies', () => {
  const dying = async (deaths: number) => {
    const folder = await tempFolder('deaths');
    process.env.DEATHS_FILE = join(folder.path, 'deaths');
    process.env.DEATHS = String(deaths);
    await writeFile(process.env.DEATHS_FILE, '');
    running = await runEncoder({}, new URL('./fixtures/dying.worker.ts', import.meta.url));
    return { deaths: () => readFile(process.env.DEATHS_FILE ?? '', 'utf8'), folder };
  };

  it('is replaced, and its batch runs again', async () => {
    const { deaths, folder } = await dying(1);
    const { results } = await running.client.encode(images(2));
    expect(results.map(({ outcome }) => outcome)).toEqual(['embeddings', 'embeddings']);
    expect(await deaths()).toBe('x');
    await folder.remove();
  });

  it('of the same batch twice ends that batch, and the next is served', async () => {
    const { folder } = await dying(2);
    const { results } = await running.client.encode(images(1));
    expect(results[0]?.error).toMatchObject({ code: 'internal', retryable: true });
    expect((await running.client.encode(images(1))).results[0]?.outcome).toBe('embeddings');
    await folder.remove();
  });
});

describe('draining', () => {
  it('serves what waits, says so to probes, and takes nothing new', async () => {
    running = await runEncoder(patient);
    const { grpcPort, httpPort } = running.service;
    const waiting = running.client.start(images(3));
    await running.waiting(3);
    await running.service.close();
    expect((await waiting.response).results.map(({ outcome }) => outcome)).toEqual(Array(3).fill('embeddings'));
    const late = new TestClient(grpcPort);
    await expect(late.encode(images(1))).rejects.toMatchObject({ status: status.UNAVAILABLE });
    late.close();
    await expect(fetch(`http://127.0.0.1:${httpPort}/healthz`)).rejects.toThrow();
  });

  it('says so while a batch still runs', async () => {
    const { encoding, open, remove } = await runningBatch();
    const ready = `http://127.0.0.1:${running.service.httpPort}/readyz`;
    const closing = running.service.close();
    await waitFor(async () => (await fetch(ready)).status === 503, { what: 'readyz to say no' });
    await open();
    expect((await encoding.response).results).toHaveLength(1);
    await closing;
    await remove();
  });
});

describe('a start is refused', () => {
  it('without a bundle', async () => {
    await expect(runEncoder({ BUNDLE_PATH: '/nonexistent' })).rejects.toMatchObject({ code: 'bundle_invalid' });
  });

  it('with a graph that is not the encoder’s', async () => {
    const folder = await tempFolder('bundle');
    const manifest = JSON.parse(await readFile(join(demoBundle, 'bundle.json'), 'utf8'));
    manifest.encoder.file = 'decoder.onnx';
    await writeFile(join(folder.path, 'bundle.json'), JSON.stringify(manifest));
    for (const file of Object.keys(manifest.files)) {
      await mkdir(dirname(join(folder.path, file)), { recursive: true });
      await symlink(join(demoBundle, file), join(folder.path, file));
    }
    const start = runEncoder({ BUNDLE_PATH: folder.path });
    await expect(start).rejects.toMatchObject({
      code: 'bundle_invalid',
      message: expect.stringContaining('pixel_values'),
    });
    await folder.remove();
  });
});
