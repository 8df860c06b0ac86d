import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadBundle } from '@wetread/model';
import { registerReceiver, root, Stack, upload, WebhookReceiver } from '@wetread/stack';
import { openStorage } from '@wetread/storage';
import { StudyStore } from '@wetread/studies';
import { pngFile, syntheticRadiograph, tempFolder } from '@wetread/testing';
import { type Answer, bareDecode, bareEncode } from './bare.ts';

/** Studies a second through the whole system, against the bare compute of the same work; and memory over a night. */

const warmUp = 300;
const measured = 200;
const night = 2_000;
const sendersAtOnce = 8;
const decodeBatch = 16;
const json = process.argv.includes('--json');
const services = ['gateway', 'ingest', 'encoder', 'llm'] as const;

const bundleFolder = process.env.BUNDLE_PATH ?? join(root, 'models', 'demo');
const folder = await tempFolder('bench');
const receiver = await WebhookReceiver.start();
const stack = await Stack.start({
  dataFolder: folder.path,
  bundleFolder,
  env: { all: { LOG_LEVEL: 'warn' }, llm: { MAX_BATCH: String(decodeBatch) } },
});
await registerReceiver(stack, receiver);

const images = await Promise.all(
  Array.from({ length: 50 }, (_, seed) => pngFile(syntheticRadiograph({ width: 512, height: 512, seed, bits: 8 }))),
);

/** @returns the studies' ids and the seconds from the first byte sent to the last webhook taken */
async function run(count: number): Promise<{ ids: string[]; seconds: number }> {
  const ids: string[] = [];
  const before = receiver.events('study.summarized').length;
  const started = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: sendersAtOnce }, async () => {
      while (next < count) {
        const bytes = images[next++ % images.length] as Buffer;
        const { answer } = await upload(stack, [{ name: 'chest.png', bytes }]);
        ids.push(answer.studies[0]?.id as string);
      }
    }),
  );
  while (receiver.events('study.summarized').length < before + count) await sleep(20);
  return { ids, seconds: (performance.now() - started) / 1000 };
}

const rssMb = () =>
  services.map((name) => {
    const status = readFileSync(`/proc/${stack.services[name].pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  });

/** JavaScript heap in use, the smallest of some looks: between them the collector runs. */
async function heapMb(): Promise<number[]> {
  const least = services.map(() => Number.POSITIVE_INFINITY);
  for (let look = 0; look < 8; look++) {
    for (const [i, name] of services.entries()) {
      const bytes = /nodejs_heap_size_used_bytes\{[^}]*\} (\S+)/.exec(await stack.metrics(name))?.[1];
      least[i] = Math.min(least[i] as number, Math.round(Number(bytes) / 1e6));
    }
    await sleep(250);
  }
  return least;
}

try {
  // The compilers inside each process need some hundred studies until they have done their work.
  await run(warmUp);
  const { ids, seconds } = await run(measured);
  const early = rssMb();
  const earlyHeap = await heapMb();
  const store = new StudyStore(await openStorage(stack.storageUrl));
  const answers: Answer[] = [];
  for (const study of ids) {
    const result = await store.findResultOf({ tenant: 'local', study }, 1);
    if (result) answers.push({ prompt: result.tokens.prompt, completion: result.tokens.completion });
  }
  const rest = process.argv.includes('--short') ? undefined : await run(night - measured);
  const late = rssMb();
  const lateHeap = await heapMb();
  await stack.stop();

  const bundle = await loadBundle(bundleFolder);
  const encode = await bareEncode(bundle, measured);
  const decode = await bareDecode(bundle, answers, decodeBatch);
  const bare = encode.seconds + decode;
  const tokens = answers.reduce((sum, answer) => sum + answer.completion, 0);
  console.log(`
pipeline: ${measured} studies, PNG 512×512, ${tokens} tokens, bundle ${bundle.manifest.name} ${bundle.manifest.version}

| what | seconds | studies/s |
|---|---|---|
| whole system, ${sendersAtOnce} senders to last webhook | ${seconds.toFixed(2)} | ${(measured / seconds).toFixed(1)} |
| bare encoder, batch ${encode.batch} | ${encode.seconds.toFixed(2)} | |
| bare decoder, batch ${decodeBatch} | ${decode.toFixed(2)} | |
| bare, both | ${bare.toFixed(2)} | ${(measured / bare).toFixed(1)} |
| ratio | | ${(bare / seconds).toFixed(3)} |
${rest ? `\nthe following ${night - measured}: ${((night - measured) / rest.seconds).toFixed(1)} studies/s\n` : ''}
| memory, MB | resident after ${measured} | after ${rest ? night : measured} | heap in use after ${measured} | after ${rest ? night : measured} |
|---|---|---|---|---|
${services.map((name, i) => `| ${name} | ${early[i]} | ${late[i]} | ${earlyHeap[i]} | ${lateHeap[i]} |`).join('\n')}
`);
  if (json) {
    const growth = (from: number[], to: number[]) => Math.max(...from.map((mb, i) => (to[i] as number) / mb));
    const lines = [
      { what: 'studies a second ÷ bare compute', value: bare / seconds, atLeast: 0.7 },
      {
        what: `heap in use after ${night} ÷ after ${measured}, worst service`,
        value: growth(earlyHeap, lateHeap),
        atMost: 1.2,
      },
      {
        what: `resident memory after ${night} ÷ after ${measured}, worst service`,
        value: growth(early, late),
        atMost: 1.2,
      },
    ];
    console.log(JSON.stringify({ bench: 'pipeline', lines }));
  }
} finally {
  await stack.stop();
  await receiver.stop();
  await folder.remove();
}
