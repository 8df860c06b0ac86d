import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Peer } from './peers/peer.ts';
import { installTraining } from './peers/tools.ts';
import { startTransformers } from './peers/transformers.ts';
import { installTransformersJs, startTransformersJs } from './peers/transformers-js.ts';
import { installVllm, startVllmPeer } from './peers/vllm.ts';
import { endlessBundle, median, mixedRequests, openDecoder, report, rounded, tokensOf } from './requests.ts';

/**
 * The engine against others on the same float32 weights, requests and cores. Each side's turn comes right after one of the engine's,
 * and the median of the rounds' ratios counts. What a peer needs is installed at first use; one that cannot be had is named.
 */
const IN_FLIGHT = 16;
const REQUESTS = 64;
const ROUNDS = { least: 3, most: 5, endAfterMs: 180_000 };
/** Threads of a peer spin for a while after its turn, vLLM's for seconds. */
const PAUSE_MS = 4_000;

interface Side {
  readonly what: string;
  readonly atLeast: number;
  readonly note: string;
  readonly peer: Peer;
  readonly own: number[];
  readonly rates: number[];
  readonly ratios: number[];
  same: number;
}

interface Tried {
  readonly peer: Peer;
  readonly threads: number;
  readonly seconds: number;
}

const bundle = await endlessBundle();
const requests = await mixedRequests(bundle, REQUESTS);
const few = requests.slice(0, IN_FLIGHT);
const cores = availableParallelism();
const { name, decoder: spec } = bundle.manifest;
console.log(`${name}: ${spec.layers} layers × ${spec.width}, vocabulary ${spec.vocab}, ${spec.weights}`);
console.log(`${cpus()[0]?.model}, ${cores} cores, Node ${process.version}; ${REQUESTS} requests`);

// With an orderly exit the peers are ended too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const sides: Side[] = [];
const missing: string[] = [];
const decoder = await openDecoder(bundle, { maxBatch: IN_FLIGHT });
await engine(few);

await have('transformers.js, one request at a time', 5, async () => {
  const model = await installTransformersJs(bundle);
  return fastest((threads) => startTransformersJs(model, threads));
});
await have(`PyTorch transformers, padded batches of ${IN_FLIGHT}`, 1.5, async () => {
  installTraining();
  return fastest((threads) => startTransformers(bundle, threads, IN_FLIGHT));
});
await have(`vLLM on the CPU, ${IN_FLIGHT} in flight`, 1, async () => {
  installVllm();
  return { peer: await startVllmPeer(bundle, IN_FLIGHT), note: 'its own choice' };
});
const endAt = performance.now() + ROUNDS.endAfterMs;
for (let round = 0; round < ROUNDS.most && (round < ROUNDS.least || performance.now() < endAt); round++) {
  for (const side of [...sides]) await orMissing(side, () => takeTurns(side));
}
await Promise.all(sides.map(({ peer }) => peer.close()));
await decoder.close();

console.table(
  sides.map(({ what, note, own, rates, same }) => ({
    peer: what,
    'tokens/s': Math.round(median(rates)),
    'engine beside it': Math.round(median(own)),
    threads: note,
    'same answers': `${same} of ${REQUESTS}`,
  })),
);
const lines = sides.map(({ what, atLeast, ratios }) => ({
  what: `${IN_FLIGHT} in flight ÷ ${what}, tokens/s`,
  value: median(ratios),
  atLeast,
}));
report('compare', lines, missing);

/** Tokens a second, and the answers. */
async function engine(work = requests): Promise<{ rate: number; ids: (readonly number[])[] }> {
  const ids: (readonly number[])[] = [];
  const rest = work.entries();
  const start = performance.now();
  const worker = async () => {
    for (const [i, request] of rest) ids[i] = (await decoder.decode(request).result).ids;
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return { rate: (1000 * tokensOf(work)) / (performance.now() - start), ids };
}

async function takeTurns(side: Side): Promise<void> {
  await sleep(PAUSE_MS);
  const own = await engine();
  const { seconds, ids } = await side.peer.run(requests);
  const rate = tokensOf(requests) / seconds;
  side.own.push(own.rate);
  side.rates.push(rate);
  side.ratios.push(own.rate / rate);
  side.same = ids.filter((answer, i) => answer.join() === own.ids[i]?.join()).length;
  if (ids.some((answer, i) => answer.length !== requests[i]?.maxNewTokens)) {
    throw new Error('its answers are not as long as asked for');
  }
}

/** Starts a peer and warms it up, or says why not. */
async function have(what: string, atLeast: number, start: () => Promise<{ peer: Peer; note: string }>): Promise<void> {
  try {
    const { peer, note } = await start();
    const side = { what, atLeast, note, peer, own: [], rates: [], ratios: [], same: 0 };
    sides.push(side);
    await orMissing(side, () => peer.run(few));
  } catch (thrown) {
    leaveOut(what, thrown);
  }
}

async function orMissing(side: Side, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    sides.splice(sides.indexOf(side), 1);
    leaveOut(side.what, thrown);
    await side.peer.close();
  }
}

function leaveOut(what: string, thrown: unknown): void {
  missing.push(`${what}: not compared. ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  console.log(missing.at(-1));
}

/** A small model may be faster on one thread than on all, so a peer has the better of both. */
async function fastest(start: (threads: number) => Peer): Promise<{ peer: Peer; note: string }> {
  const tried: Tried[] = [];
  for (const threads of new Set([1, cores])) {
    const peer = start(threads);
    try {
      await peer.run(few.slice(0, 2));
      tried.push({ peer, threads, seconds: (await peer.run(few)).seconds });
    } catch (thrown) {
      await Promise.all([...tried, { peer }].map((each) => each.peer.close()));
      throw thrown;
    }
  }
  const [best, ...others] = tried.sort((a, b) => a.seconds - b.seconds) as [Tried, ...Tried[]];
  await Promise.all(others.map(({ peer }) => peer.close()));
  const slower = others.map(({ threads, seconds }) => `${rounded(seconds / best.seconds)} × slower on ${threads}`);
  return { peer: best.peer, note: [best.threads, ...slower].join(', ') };
}
