import { parentPort } from 'node:worker_threads';
import { type RefusalCode, RefusalError } from '@wetread/contracts';
import sharp from 'sharp';
import type { ImageLimits } from './admit-pixels.ts';
import { admitContent, pixelHash } from './content.ts';
import { type DisplayOptions, OutsideImage, renderDisplay } from './display.ts';
import { encodePng, renderGrey } from './render.ts';
import { readSamples } from './stored-frame.ts';
import { toExplicitLittleEndian } from './transcode.ts';

export interface RenderTask {
  readonly source: Uint8Array | string;
  /** `grey` and `png` for a reader, of what shows something; the others as a viewer asks, whatever it shows. */
  readonly as: 'grey' | 'png' | 'samples' | 'explicit' | DisplayOptions;
  readonly limits: ImageLimits;
}

export interface Rendered {
  readonly ok: true;
  readonly width: number;
  readonly height: number;
  /** Of `grey` and `png`. */
  readonly pixelHash?: string;
  /** The pixels, the samples as stored, or a file. */
  readonly bytes: Uint8Array;
}

/** Classes do not cross threads, so an error goes as its parts. */
export type RenderAnswer =
  | Rendered
  | {
      readonly ok: false;
      readonly refusal: RefusalCode | undefined;
      /** A region was asked for that is not in the image. */
      readonly outside: boolean;
      readonly message: string;
    };

// One image at a time and a thread: the pool's size is the number of cores that rendering may take.
sharp.concurrency(1);
sharp.cache(false);

parentPort?.on('message', (task: RenderTask) => void answer(task));

async function answer(task: RenderTask): Promise<void> {
  try {
    const { bytes, ...facts } = await perform(task);
    // Copied once, since memory of libvips cannot move between threads, and what is copied can.
    const own = new Uint8Array(bytes);
    parentPort?.postMessage({ ok: true, ...facts, bytes: own } satisfies RenderAnswer, [own.buffer]);
  } catch (error) {
    const refusal = error instanceof RefusalError ? error.code : undefined;
    const message = error instanceof Error ? error.message : String(error);
    const outside = error instanceof OutsideImage;
    parentPort?.postMessage({ ok: false, refusal, outside, message } satisfies RenderAnswer);
  }
}

async function perform({ source, as, limits }: RenderTask): Promise<Omit<Rendered, 'ok'>> {
  if (as === 'samples') return readSamples(source, limits);
  if (as === 'explicit') return toExplicitLittleEndian(source, limits);
  if (typeof as === 'object') return renderDisplay(source, as, limits);
  const image = await renderGrey(source, limits);
  admitContent(image);
  const { width, height } = image;
  return { width, height, pixelHash: pixelHash(image), bytes: as === 'png' ? await encodePng(image) : image.pixels };
}
