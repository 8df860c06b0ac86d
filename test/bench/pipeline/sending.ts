import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack, WebhookReceiver } from '@wetread/stack';
import { pngFile, syntheticRadiograph } from '@wetread/testing';

/** Sends studies and waits for their webhooks, at as little cost as can be: it shares the machine with what it measures. */

const SENDERS_AT_ONCE = 8;
const BOUNDARY = 'wetread-bench';
const agent = new Agent({ keepAlive: true, maxSockets: SENDERS_AT_ONCE });

/** Fifty pictures, each as the body of an upload. */
export async function pictures(): Promise<Buffer[]> {
  const head =
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="chest.png"\r\n` +
    'content-type: image/png\r\n\r\n';
  return Promise.all(
    Array.from({ length: 50 }, async (_, seed) => {
      const png = await pngFile(syntheticRadiograph({ width: 512, height: 512, seed, bits: 8 }));
      return Buffer.concat([Buffer.from(head), png, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
    }),
  );
}

export interface Sent {
  readonly ids: string[];
  /** From the first byte sent to the last webhook taken. */
  readonly seconds: number;
}

/** @throws Error where a study is not taken */
export async function send(stack: Stack, receiver: WebhookReceiver, bodies: Buffer[], count: number): Promise<Sent> {
  const ids: string[] = [];
  const summarized = counting(receiver);
  const started = performance.now();
  let next = 0;
  const sender = async () => {
    while (next < count) ids.push(await upload(stack, bodies[next++ % bodies.length] as Buffer));
  };
  await Promise.all(Array.from({ length: SENDERS_AT_ONCE }, sender));
  while (summarized() < count) await sleep(20);
  return { ids, seconds: (performance.now() - started) / 1000 };
}

/** Counts the studies that are told as summarized from now on, looking at each webhook once. */
function counting({ received }: WebhookReceiver): () => number {
  const ids = new Set<string>();
  let seen = received.length;
  return () => {
    for (const { id, type } of received.slice(seen)) if (type === 'study.summarized') ids.add(id);
    seen = received.length;
    return ids.size;
  };
}

async function upload(stack: Stack, body: Buffer): Promise<string> {
  const headers = {
    authorization: `Bearer ${stack.apiKey}`,
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'content-length': body.length,
  };
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const post = request(new URL('/v1/studies', stack.url), { method: 'POST', agent, headers }, (response) => {
    text(response).then((answer) => {
      if (response.statusCode === 202) resolve(JSON.parse(answer).studies[0].id);
      else reject(new Error(`an upload was answered ${response.statusCode}: ${answer}`));
    }, reject);
  });
  post.on('error', reject);
  post.end(body);
  return promise;
}
