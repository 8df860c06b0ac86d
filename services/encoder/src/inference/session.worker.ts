import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { toWetreadError, WetreadError } from '@wetread/contracts';
import { checkEncoderGraph, type GreyImage, preprocessInto } from '@wetread/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { decodeGrey } from './decode.ts';
import type { BatchMessage, BatchResult, Fault, LoadedImage, SessionSettings, ThreadMessage } from './messages.ts';

/**
 * A session with its preprocessing, off the event loop of the service (I5): a model run blocks the thread that asks
 * for it, and decoding and resizing would too.
 */

const settings = workerData as SessionSettings;
const { image, encoder, decoder } = settings.manifest;
const inputSize = 3 * image.size * image.size;
const outputSize = encoder.imageTokens * decoder.width;
// One input for all runs: the binding reads it in place.
const input = new Float32Array(settings.maxBatch * inputSize);
const port = parentPort as MessagePort;

async function openSession(): Promise<InferenceSession> {
  const session = await InferenceSession.create(settings.graph, {
    executionProviders: [settings.provider],
    intraOpNumThreads: settings.intraOpThreads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  }).catch(explained);
  checkEncoderGraph(session, settings.manifest);
  await run(session, 1);
  return session;
}

/** A graph that is wrong is named by whoever loads it; what is left with CUDA are libraries and devices that are not there. */
function explained(cause: Error): never {
  if (settings.provider === 'cpu') throw cause;
  throw new WetreadError(
    'config_invalid',
    `EXECUTION_PROVIDER=${settings.provider}: ONNX Runtime cannot use it (${cause.message.trim()}). It needs the libraries of the image made for it, and a device; or set cpu.`,
    { cause },
  );
}

/** Runs the first `rows` of the input. */
async function run(session: InferenceSession, rows: number): Promise<Float32Array<ArrayBuffer>> {
  const shape = [rows, 3, image.size, image.size];
  const pixels = new Tensor('float32', input.subarray(0, rows * inputSize), shape);
  const tokens = (await session.run({ pixel_values: pixels })).image_tokens?.data as Float32Array<ArrayBuffer>;
  if (tokens.length !== rows * outputSize) {
    throw new Error(`the encoder graph gave ${tokens.length} values for ${rows} images of ${outputSize}`);
  }
  return tokens;
}

async function infer(session: InferenceSession, images: readonly (GreyImage | Fault)[]): Promise<BatchResult> {
  const sound = images.filter((item) => 'pixels' in item);
  const faults = images.map((item) => ('pixels' in item ? null : item));
  if (sound.length === 0) return { faults, tokens: new Float32Array(0), inferenceMs: 0 };
  sound.forEach((item, row) => preprocessInto(item, image, input, row * inputSize));
  const startedAt = performance.now();
  const tokens = await run(session, sound.length);
  return { faults, tokens, inferenceMs: performance.now() - startedAt };
}

function decodeAll(images: readonly LoadedImage[]): Promise<(GreyImage | Fault)[]> {
  return Promise.all(
    images.map((item) =>
      item.kind === 'grey' ? item.image : decodeGrey(item.bytes, settings.maxImagePixels).catch(faultOf),
    ),
  );
}

function faultOf(thrown: unknown): Fault {
  const { code, message } = toWetreadError(thrown);
  return { code, message };
}

function post(message: ThreadMessage): void {
  port.postMessage(message, message.kind === 'done' ? [message.tokens.buffer] : []);
}

function serve(session: InferenceSession): void {
  let before = Promise.resolve();
  port.on('message', ({ id, images }: BatchMessage) => {
    // The next batch is decoded while this one runs; runs follow each other, for they share the input.
    const decoded = decodeAll(images);
    before = before
      .then(async () => post({ kind: 'done', id, ...(await infer(session, await decoded)) }))
      .catch((error) => post({ kind: 'failed', id, fault: faultOf(error) }));
  });
}

// Other threads decode too; one image is small work.
sharp.concurrency(1);
try {
  const session = await openSession();
  serve(session);
  post({ kind: 'ready' });
} catch (error) {
  post({ kind: 'refused', fault: faultOf(error) });
}
