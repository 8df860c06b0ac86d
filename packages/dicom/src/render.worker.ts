import { RefusalError, type RefusalCode } from '@wetread/contracts';
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import type { ImageLimits } from './admit.ts';
import type { GreyImage } from './grey.ts';
import { encodePng, renderGrey } from './render.ts';

export interface RenderTask {
  readonly source: Uint8Array | string;
  readonly as: 'grey' | 'png';
  readonly limits: ImageLimits;
}

/** Classes do not cross threads, so an error goes as its parts. `bytes` are the pixels, or the PNG. */
export type RenderAnswer =
  | { readonly ok: true; readonly width: number; readonly height: number; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly refusal: RefusalCode | undefined; readonly message: string };

// One image at a time and a thread: the pool's size is the number of cores that rendering may take.
sharp.concurrency(1);
sharp.cache(false);

parentPort?.on('message', (task: RenderTask) => void answer(task));

async function answer(task: RenderTask): Promise<void> {
  try {
    const image = await renderGrey(task.source, task.limits);
    const bytes = owned(task.as === 'png' ? await encodePng(image) : image.pixels);
    const { width, height }: GreyImage = image;
    parentPort?.postMessage({ ok: true, width, height, bytes } satisfies RenderAnswer, [bytes.buffer]);
  } catch (error) {
    const refusal = error instanceof RefusalError ? error.code : undefined;
    const message = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ ok: false, refusal, message } satisfies RenderAnswer);
  }
}

/** Bytes that own their whole buffer can be moved to the other thread instead of copied. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return whole ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
