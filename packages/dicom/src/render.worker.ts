import { parentPort } from 'node:worker_threads';
import { type RefusalCode, RefusalError } from '@wetread/contracts';
import sharp from 'sharp';
import type { ImageLimits } from './admit-pixels.ts';
import { admitContent, pixelHash } from './content.ts';
import { encodePng, renderGrey } from './render.ts';

export interface RenderTask {
  readonly source: Uint8Array | string;
  readonly as: 'grey' | 'png';
  readonly limits: ImageLimits;
}

export interface Rendered {
  readonly ok: true;
  readonly width: number;
  readonly height: number;
  readonly pixelHash: string;
  /** The pixels, or the PNG. */
  readonly bytes: Uint8Array;
}

/** Classes do not cross threads, so an error goes as its parts. */
export type RenderAnswer =
  | Rendered
  | { readonly ok: false; readonly refusal: RefusalCode | undefined; readonly message: string };

// One image at a time and a thread: the pool's size is the number of cores that rendering may take.
sharp.concurrency(1);
sharp.cache(false);

parentPort?.on('message', (task: RenderTask) => void answer(task));

async function answer(task: RenderTask): Promise<void> {
  try {
    const image = await renderGrey(task.source, task.limits);
    admitContent(image);
    // Copied once, since memory of libvips cannot move between threads, and what is copied can.
    const bytes = new Uint8Array(task.as === 'png' ? await encodePng(image) : image.pixels);
    const { width, height } = image;
    const answer: Rendered = { ok: true, width, height, pixelHash: pixelHash(image), bytes };
    parentPort?.postMessage(answer, [bytes.buffer]);
  } catch (error) {
    const refusal = error instanceof RefusalError ? error.code : undefined;
    const message = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ ok: false, refusal, message } satisfies RenderAnswer);
  }
}
