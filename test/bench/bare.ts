import { join } from 'node:path';
import type { Bundle } from '@wetread/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * The compute of a reading and nothing else: a session in this thread, a fixed batch, a loop. What the services are
 * measured against.
 */

const open = (bundle: Bundle, file: string) => InferenceSession.create(join(bundle.folder, file));

/** Images on which the batch sizes are compared; the best one then encodes all. */
const TRIED = 32;

/** Time that passed and processor time of all threads. */
export interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function spent(work: () => Promise<void>): Promise<Spent> {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

/** Encodes `count` images that are preprocessed already, at the best of some batch sizes. */
export async function bareEncode(
  bundle: Bundle,
  count: number,
  batches = [1, 4, 8, 16, 32],
): Promise<Spent & { readonly batch: number }> {
  const session = await open(bundle, bundle.manifest.encoder.file);
  const feeds = new Map(batches.map((batch) => [batch, feedsOf(bundle, batch)]));
  const encode = (batch: number, images: number) =>
    spent(async () => {
      for (let done = 0; done < images; done += batch) await session.run(feeds.get(batch) as Record<string, Tensor>);
    });
  let best = { seconds: Number.POSITIVE_INFINITY, batch: 0 };
  for (const batch of batches) {
    await encode(batch, 1);
    const { seconds } = await encode(batch, TRIED);
    if (seconds < best.seconds) best = { seconds, batch };
  }
  const whole = Math.floor(count / best.batch) * best.batch;
  const { seconds, cpuSeconds } = await encode(best.batch, whole);
  await session.release();
  return { seconds: (seconds * count) / whole, cpuSeconds: (cpuSeconds * count) / whole, batch: best.batch };
}

function feedsOf({ manifest }: Bundle, batch: number): Record<string, Tensor> {
  const { size } = manifest.image;
  const pixels = new Float32Array(batch * 3 * size * size).map((_, i) => ((i * 7919) % 1000) / 500 - 1);
  return { pixel_values: new Tensor('float32', pixels, [batch, 3, size, size]) };
}

export interface Answer {
  /** Positions of the prompt, with the image tokens. */
  readonly prompt: number;
  /** Tokens decoded. */
  readonly completion: number;
}

/** Decodes as many tokens, `batch` answers at a time, each group until its longest is done. */
export async function bareDecode(bundle: Bundle, answers: readonly Answer[], batch: number): Promise<Spent> {
  const session = await open(bundle, bundle.manifest.decoder.file);
  await decodeGroup(session, bundle, answers.slice(0, batch));
  // Answers of like length stand together, as a loop that knew the lengths beforehand would do it.
  const sorted = [...answers].sort((a, b) => a.completion - b.completion);
  const used = await spent(async () => {
    for (let i = 0; i < sorted.length; i += batch) await decodeGroup(session, bundle, sorted.slice(i, i + batch));
  });
  await session.release();
  return used;
}

async function decodeGroup(session: InferenceSession, bundle: Bundle, group: readonly Answer[]): Promise<void> {
  const { layers, kvHeads, headDim, width } = bundle.manifest.decoder;
  const rows = group.length;
  const prompt = Math.max(...group.map((answer) => answer.prompt));
  const steps = Math.max(...group.map((answer) => answer.completion));
  const capacity = prompt + steps;
  const size = rows * kvHeads * headDim * capacity;
  const keys = Array.from({ length: layers }, () => new Float32Array(size));
  const values = Array.from({ length: layers }, () => new Float32Array(size));
  let length = 0;
  for (let step = 0; step < steps; step++) {
    const now = step === 0 ? prompt : 1;
    // The first run has no past; later ones see the whole buffer, of which the unused end is masked.
    const past = step === 0 ? 0 : capacity;
    const bias = new Float32Array(rows * now * (past + now)).map((_, i) => biasAt(i, now, past, length));
    const feeds: Record<string, Tensor> = {
      inputs_embeds: new Tensor('float32', new Float32Array(rows * now * width).fill(0.01), [rows, now, width]),
      position_ids: new Tensor(
        'int64',
        BigInt64Array.from({ length: rows * now }, (_, i) => BigInt(length + (i % now))),
        [rows, now],
      ),
      attention_bias: new Tensor('float32', bias, [rows, 1, now, past + now]),
    };
    for (let layer = 0; layer < layers; layer++) {
      const [key, value] = past === 0 ? [new Float32Array(0), new Float32Array(0)] : [keys[layer], values[layer]];
      feeds[`past_key.${layer}`] = new Tensor('float32', key as Float32Array, [rows, kvHeads, headDim, past]);
      feeds[`past_value.${layer}`] = new Tensor('float32', value as Float32Array, [rows, kvHeads, past, headDim]);
    }
    const outputs = await session.run(feeds);
    for (let layer = 0; layer < layers; layer++) {
      const newKey = outputs[`new_key.${layer}`]?.data as Float32Array;
      const newValue = outputs[`new_value.${layer}`]?.data as Float32Array;
      append(keys[layer] as Float32Array, values[layer] as Float32Array, newKey, newValue, {
        heads: rows * kvHeads,
        headDim,
        now,
        capacity,
        length,
      });
    }
    length += now;
  }
}

function biasAt(i: number, now: number, past: number, length: number): number {
  const column = i % (past + now);
  if (column < past) return column < length ? 0 : -1e9;
  return column - past <= Math.floor(i / (past + now)) % now ? 0 : -1e9;
}

interface Layout {
  readonly heads: number;
  readonly headDim: number;
  readonly now: number;
  readonly capacity: number;
  readonly length: number;
}

function append(
  keys: Float32Array,
  values: Float32Array,
  newKeys: Float32Array,
  newValues: Float32Array,
  at: Layout,
): void {
  const { heads, headDim, now, capacity, length } = at;
  for (let head = 0; head < heads; head++) {
    values.set(
      newValues.subarray(head * now * headDim, (head + 1) * now * headDim),
      (head * capacity + length) * headDim,
    );
    for (let d = 0; d < headDim; d++) {
      const row = (head * headDim + d) * capacity + length;
      for (let s = 0; s < now; s++) keys[row + s] = newKeys[(head * now + s) * headDim + d] as number;
    }
  }
}
