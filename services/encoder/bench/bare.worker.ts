import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type GreyImage, type Manifest, preprocessInto } from '@wetread/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** The same work without a service around it: preprocessing and the bare session, in a loop. */

export interface BareSettings {
  readonly graph: string;
  readonly manifest: Manifest;
  readonly intraOpThreads: number;
  readonly images: readonly GreyImage[];
}

const { graph, manifest, intraOpThreads, images } = workerData as BareSettings;
const { size } = manifest.image;
const row = 3 * size * size;
const port = parentPort as MessagePort;
const session = await InferenceSession.create(graph, { intraOpNumThreads: intraOpThreads, interOpNumThreads: 1 });

async function encodeAll(batch: number): Promise<void> {
  const input = new Float32Array(batch * row);
  for (let at = 0; at < images.length; at += batch) {
    const part = images.slice(at, at + batch);
    for (const [i, image] of part.entries()) preprocessInto(image, manifest.image, input, i * row);
    const pixels = new Tensor('float32', input.subarray(0, part.length * row), [part.length, 3, size, size]);
    await session.run({ pixel_values: pixels });
  }
}

port.on('message', async (batch: number) => {
  await encodeAll(batch);
  port.postMessage('done');
});
port.postMessage('ready');
