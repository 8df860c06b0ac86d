import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, syntheticRadiograph, toBytes, waitFor } from '@wetread/testing';
import { expect, it } from 'vitest';
import { demoBundle, patient, TestClient } from './fixtures/running.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  return { child, ended: once(child, 'exit'), output: () => lines.join('') };
}

it('the process drains on SIGTERM: what waits is served, and its exit status is 0', async () => {
  const [grpc, http] = await Promise.all([freePort(), freePort()]);
  const { child, ended } = start({
    ...patient,
    HOST: '127.0.0.1',
    GRPC_PORT: String(grpc),
    HTTP_PORT: String(http),
    BUNDLE_PATH: demoBundle,
    STORAGE_URL: 'file:///tmp/wetread-encoder-test',
    SESSION_WORKERS: '1',
  });
  const answers = async (path: string) => (await fetch(`http://127.0.0.1:${http}${path}`)).text();
  await waitFor(async () => (await answers('/readyz')).includes('"ok"'), { timeoutMs: 40_000, what: 'the encoder' });
  const client = new TestClient(grpc);
  const pixels = toBytes(syntheticRadiograph({ width: 99, height: 99 }));
  const pending = client.encode({ images: [{ grey: { width: 99, height: 99, pixels } }] });
  await waitFor(async () => /wetread_encoder_queue_images\S* 1\n/.test(await answers('/metrics')), {
    what: 'a waiting image',
  });
  child.kill('SIGTERM');
  expect((await pending).results[0]?.outcome).toBe('embeddings');
  expect(await ended).toEqual([0, null]);
  client.close();
});

it('a process that is told to end while it starts ends with status 0', async () => {
  const [grpc, http] = await Promise.all([freePort(), freePort()]);
  const ports = { HOST: '127.0.0.1', GRPC_PORT: String(grpc), HTTP_PORT: String(http) };
  const { child, ended, output } = start({
    ...ports,
    BUNDLE_PATH: demoBundle,
    STORAGE_URL: 'file:///tmp/wetread-encoder-test',
  });
  await waitFor(() => output().includes('"starting"'), { timeoutMs: 40_000, what: 'the first line' });
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

it('the process ends with status 1 and names the variable that is wrong', async () => {
  const { ended, output } = start({ BUNDLE_PATH: '', GRPC_PORT: 'x' });
  expect(await ended).toEqual([1, null]);
  expect(output()).toMatch(/GRPC_PORT.*BUNDLE_PATH|BUNDLE_PATH.*GRPC_PORT/);
});

it('the process ends with status 1 where CUDA is asked for and not there', async () => {
  const { ended, output } = start({
    ...patient,
    HOST: '127.0.0.1',
    GRPC_PORT: '0',
    HTTP_PORT: '0',
    BUNDLE_PATH: demoBundle,
    STORAGE_URL: 'file:///tmp/wetread-encoder-test',
    SESSION_WORKERS: '1',
    EXECUTION_PROVIDER: 'cuda',
  });
  expect(await ended).toEqual([1, null]);
  expect(output()).toMatch(/EXECUTION_PROVIDER=cuda: ONNX Runtime cannot use it/);
});
