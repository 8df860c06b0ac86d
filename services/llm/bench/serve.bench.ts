import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DecodeRequest } from '../src/decode/decoder.ts';
import type { OnnxDecoder } from '../src/decode/onnx-decoder.ts';
import {
  endlessBundle,
  type Line,
  median,
  mixedRequests,
  openDecoder,
  report,
  runAll,
  seconds,
  tokensOf,
} from './requests.ts';

/**
 * How the decoder serves: the first token of an urgent request while 64 routine ones run, the delay of the thread that
 * answers health checks and renews locks meanwhile (I5), the beginning that summaries share, and memory over 10,000.
 */
const ROUTINE = 64;
const URGENT = 20;
const FEW = 100;
const MANY = 10_000;

const bundle = await endlessBundle();
const requests = await mixedRequests(bundle, ROUTINE);
const urgent: DecodeRequest = { ...(requests[0] as DecodeRequest), maxNewTokens: 20, priority: 'urgent' };
const lines: Line[] = [...(await underLoad()), ...(await prefixes()), ...(await memory())];
report('serve', lines);

/** Milliseconds to the first piece of text. */
async function firstTokenMs(decoder: OnnxDecoder): Promise<number> {
  const started = performance.now();
  const { pieces, result } = decoder.decode(urgent);
  const reader = pieces[Symbol.asyncIterator]();
  for (let piece = await reader.next(); !piece.done && !piece.value; ) piece = await reader.next();
  const ms = performance.now() - started;
  await result;
  return ms;
}

async function underLoad(): Promise<Line[]> {
  const decoder = await openDecoder(bundle);
  await runAll(decoder, requests, 16);
  const idle: number[] = [];
  for (let i = 0; i < URGENT; i++) idle.push(await firstTokenMs(decoder));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let running = true;
  const load = Array.from({ length: ROUTINE }, async (_, i) => {
    while (running) await decoder.decode(requests[i] as DecodeRequest).result;
  });
  await sleep(1_000);
  delay.enable();
  const busy: number[] = [];
  for (let i = 0; i < URGENT; i++) {
    busy.push(await firstTokenMs(decoder));
    await sleep(100);
  }
  delay.disable();
  running = false;
  await Promise.all(load);
  await decoder.close();
  console.log(
    `first token of an urgent request: idle ${median(idle).toFixed(1)} ms, among ${ROUTINE} ${median(busy).toFixed(1)} ms`,
  );
  return [
    {
      what: `first token of an urgent request among ${ROUTINE} routine ones ÷ idle`,
      value: median(busy) / median(idle),
      atMost: 3,
    },
    // The monitor counts its own resolution in.
    {
      what: 'event loop delay under that load, p99, ms',
      value: Math.max(0, delay.percentile(99) / 1e6 - 1),
      atMost: 20,
    },
  ];
}

/** Prompt computation of a summary whose beginning is known against one whose beginning is new. */
async function prefixes(): Promise<Line[]> {
  const { Prompts } = await import('../src/domain/prompts.ts');
  const prompts = await Prompts.open(bundle);
  const { encoder, decoder: spec } = bundle.manifest;
  const { embeddings, positions, sharedPositions } = prompts.embed(
    new Float32Array(encoder.imageTokens * spec.width).fill(0.1),
  );
  const decoder = await openDecoder(bundle, { workers: 1 });
  const prefillMs = async (first: number) => {
    const own = embeddings.slice();
    own[0] = first;
    const request = { ...urgent, embeddings: own, sharedPositions, maxNewTokens: 1 };
    return (await decoder.decode(request).result).timings.prefillMs;
  };
  const ratios: number[] = [];
  for (let round = 0; round < 40; round++) {
    const fresh = await prefillMs(round / 1_000);
    ratios.push((await prefillMs(round / 1_000)) / fresh);
  }
  await decoder.close();
  console.log(`a summary's prompt: ${positions} positions, of which ${sharedPositions} stand before the image`);
  return [{ what: 'prompt computation of the second summary ÷ the first', value: median(ratios), atMost: 0.5 }];
}

async function memory(): Promise<Line[]> {
  const decoder = await openDecoder(bundle);
  const short = requests.slice(0, 50).map((request) => ({ ...request, maxNewTokens: 8 }));
  const run = async (count: number) => {
    for (let done = 0; done < count; done += short.length) await runAll(decoder, short, 16);
  };
  const look = () => {
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    return { heapUsed, rss };
  };
  await run(FEW);
  const early = look();
  const took = await seconds(() => run(MANY - FEW));
  const late = look();
  await decoder.close();
  const mb = (bytes: number) => Math.round(bytes / 2 ** 20);
  console.log(
    `after ${FEW}: heap ${mb(early.heapUsed)} MB, resident ${mb(early.rss)}; after ${MANY}: ${mb(late.heapUsed)}, ${mb(late.rss)}`,
  );
  console.log(`${Math.round(((MANY - FEW) * tokensOf(short)) / short.length / took)} tokens/s meanwhile`);
  return [
    { what: `heap after ${MANY} requests ÷ after ${FEW}`, value: late.heapUsed / early.heapUsed, atMost: 1.05 },
    { what: `resident memory after ${MANY} requests ÷ after ${FEW}`, value: late.rss / early.rss, atMost: 1.05 },
  ];
}
