import { readFile } from 'node:fs/promises';
import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';
import type { Bundle } from './bundle.ts';
import type { GreyImage } from './preprocess.ts';
import { type Dtype, readSafetensors, type Tensor } from './safetensors.ts';

/** What the exporter computed, for every reader to compute again; docs/bundle.md describes the files. */
export interface Golden {
  readonly preprocess: readonly { image: GreyImage; pixels: Tensor<'F32'>; tolerance: number }[];
  readonly encode: readonly { pixels: Tensor<'F32'>; imageTokens: Tensor<'F32'>; tolerance: number }[];
  readonly decode: readonly GoldenDecode[];
}

export interface GoldenDecode {
  /** [n, width] */
  readonly imageTokens: Tensor<'F32'>;
  readonly question: string;
  /** Text ids without the image, whose tokens stand before index `imageAt`. */
  readonly promptIds: readonly number[];
  readonly imageAt: number;
  /** [vocab], of the first generated token. */
  readonly logits: Tensor<'F32'>;
  readonly tolerance: number;
  /** The greedy continuation, without the stop. */
  readonly ids: readonly number[];
  /** Cut at the stop string, trimmed. */
  readonly text: string;
}

const tolerance = z.number().positive();
const ids = z.array(z.int().nonnegative());
const goldenSchema = z.object({
  format: z.literal('wetread.golden/1'),
  preprocess: z.array(z.object({ image: z.string(), pixels: z.string(), tolerance })),
  encode: z.array(z.object({ pixels: z.string(), imageTokens: z.string(), tolerance })),
  decode: z.array(
    z.object({
      imageTokens: z.string(),
      question: z.string(),
      promptIds: ids,
      imageAt: z.int().nonnegative(),
      logits: z.string(),
      tolerance,
      ids,
      text: z.string(),
    }),
  ),
});

/** @throws WetreadError `bundle_invalid` */
export async function loadGolden(bundle: Bundle): Promise<Golden> {
  const cases = await readCases(bundle.path('golden.json'));
  const tensors = await readSafetensors(bundle.path('golden.safetensors'));
  const f32 = (name: string) => tensorOf(tensors, name, 'F32');
  return {
    preprocess: cases.preprocess.map(({ image, pixels, tolerance }) => ({
      image: greyOf(tensorOf(tensors, image, 'U8')),
      pixels: f32(pixels),
      tolerance,
    })),
    encode: cases.encode.map(({ pixels, imageTokens, tolerance }) => ({
      pixels: f32(pixels),
      imageTokens: f32(imageTokens),
      tolerance,
    })),
    decode: cases.decode.map((item) => ({ ...item, imageTokens: f32(item.imageTokens), logits: f32(item.logits) })),
  };
}

async function readCases(path: string): Promise<z.infer<typeof goldenSchema>> {
  try {
    return goldenSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new WetreadError('bundle_invalid', `${path} cannot be read: ${String(cause)}`, { cause });
  }
}

function tensorOf<D extends Dtype>(tensors: Map<string, Tensor>, name: string, dtype: D): Tensor<D> {
  const tensor = tensors.get(name);
  if (tensor?.dtype !== dtype) {
    throw new WetreadError('bundle_invalid', `golden.safetensors has no ${dtype} tensor ${name}`);
  }
  return tensor as Tensor<D>;
}

function greyOf({ shape: [height = 0, width = 0], data }: Tensor<'U8'>): GreyImage {
  return { width, height, pixels: data };
}

/** Largest absolute difference; infinite where lengths differ or a value is not a number. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    if (!(difference <= most)) most = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return most;
}
