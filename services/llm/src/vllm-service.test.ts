import { loadConfig } from '@wetread/config';
import { type Bundle, loadBundle } from '@wetread/model';
import type { ResultRecord, StudyRef } from '@wetread/studies';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from './config.ts';
import { openDecoder, servedName } from './decode/open-decoder.ts';
import { demoBundle } from './fixtures/prompts.ts';
import { VllmPeer } from './fixtures/vllm-peer.ts';
import { type Process, startWorld, type World } from './fixtures/world.ts';

/** The service as a process that decodes with a vLLM server. */

let world: World;
let bundle: Bundle;
let peer: VllmPeer;
let llm: Process;
beforeAll(async () => {
  bundle = await loadBundle(demoBundle);
  peer = new VllmPeer(servedName(bundle), bundle.manifest.decoder.vocab);
  [world] = await Promise.all([startWorld(), peer.start()]);
  await world.startEncoder();
  llm = await world.startLlm({ DECODER: 'vllm', VLLM_URL: peer.url });
  await llm.ready();
});
afterAll(async () => {
  await world.stop();
  await peer.kill();
});

const resultOf = (ref: StudyRef): Promise<ResultRecord> =>
  waitFor(() => world.store.findResult(ref, 1, bundle.digest), { timeoutMs: 60_000, what: 'a result' });
const readyStatus = async () => (await fetch(`${llm.url}/readyz`)).status;

it('a study is read by the server, and its summary says so (I7)', async () => {
  const ref = await world.addStudy();
  await world.summarize(ref);
  const { decoding, text, tokens } = await resultOf(ref);
  expect(decoding.engine).toBe('vllm 0.0.0');
  expect(tokens.completion).toBeGreaterThan(20);
  expect(text.length).toBeGreaterThan(100);
});

it('a restart of the server in mid answer costs retries, and no study', async () => {
  peer.msPerToken = 10;
  const refs = await Promise.all(Array.from({ length: 24 }, () => world.addStudy()));
  await Promise.all(refs.map((ref) => world.summarize(ref)));
  await waitFor(() => peer.running >= 8, { timeoutMs: 30_000, what: 'answers under way' });
  await peer.kill();
  await waitFor(async () => (await readyStatus()) === 503, { what: 'the service to miss the server' });
  // So long that the decoder's own patience ends too, and jobs go back into the queue.
  const failures = /job_failures_total\{[^}]*code="decoder_unavailable"[^}]*\} [1-9]/;
  await waitFor(async () => failures.test(await (await fetch(`${llm.url}/metrics`)).text()), { timeoutMs: 60_000 });
  peer.msPerToken = 0;
  await peer.start();
  for (const ref of refs) await resultOf(ref);
  for (const ref of refs) expect(await world.store.findFailure(ref, 1)).toBeUndefined();
  await waitFor(async () => (await readyStatus()) === 200, { what: 'the service to be ready again' });
});

describe('the address of the server', () => {
  const open = (env: Record<string, string>) =>
    openDecoder(loadConfig(configSchema, { BUNDLE_PATH: demoBundle, DECODER: 'vllm', ...env }), bundle);

  it.each(['http://vllm:8000', 'http://10.0.0.7:8000', 'http://127.0.0.1.example.org'])(
    '%s is refused',
    async (url) => {
      await expect(async () => open({ VLLM_URL: url })).rejects.toMatchObject({ code: 'config_invalid' });
    },
  );

  it.each([
    { VLLM_URL: 'http://localhost:8000' },
    { VLLM_URL: 'http://[::1]:8000/' },
    { VLLM_URL: 'http://vllm:8000', VLLM_ALLOW_REMOTE: 'true' },
  ])('%j is taken', async (env) => {
    await (await open(env)).close();
  });
});
