import { WetreadError } from '@wetread/contracts';
import { type Bundle, EMBEDDINGS_TENSOR } from './bundle.ts';
import { readSafetensors } from './safetensors.ts';

/** The input embedding table of the language model: `table` is [vocab, width] row by row. */
export class TokenEmbeddings {
  readonly vocab: number;
  readonly width: number;
  readonly #table: Float32Array;

  constructor(table: Float32Array, width: number) {
    this.#table = table;
    this.width = width;
    this.vocab = table.length / width;
  }

  /** The embeddings of `ids` as [ids.length, width], in fresh memory. */
  lookup(ids: readonly number[]): Float32Array {
    const out = new Float32Array(ids.length * this.width);
    for (const [row, id] of ids.entries()) this.copy(id, out, row * this.width);
    return out;
  }

  /** Writes the embedding of `id` into `out` from element `at` on. */
  copy(id: number, out: Float32Array, at: number): void {
    if (!(id >= 0 && id < this.vocab))
      throw new RangeError(`token id ${id} is outside the vocabulary of ${this.vocab}`);
    out.set(this.#table.subarray(id * this.width, (id + 1) * this.width), at);
  }
}

/** Reads the bundle's table; half precision becomes float32. */
export async function loadTokenEmbeddings(bundle: Bundle): Promise<TokenEmbeddings> {
  const { embeddings, width } = bundle.manifest.decoder;
  const tensor = (await readSafetensors(bundle.path(embeddings))).get(EMBEDDINGS_TENSOR);
  if (tensor?.dtype === 'F32') return new TokenEmbeddings(tensor.data, width);
  if (tensor?.dtype === 'F16') return new TokenEmbeddings(Float32Array.from(tensor.data), width);
  throw new WetreadError('bundle_invalid', `${embeddings} has no float tensor ${EMBEDDINGS_TENSOR}`);
}

/**
 * The decoder's input: text before the image, the image tokens in its place, text after it.
 * Each part is [rows, width]; so is the result, with the rows of all three in that order.
 * @throws WetreadError `embedding_invalid` where a part is no whole number of rows or not finite
 */
export function spliceEmbeddings(
  before: Float32Array,
  imageTokens: Float32Array,
  after: Float32Array,
  width: number,
): Float32Array {
  const parts = [before, imageTokens, after];
  if (parts.some((part) => part.length % width !== 0)) {
    const lengths = parts.map((part) => part.length).join(', ');
    throw new WetreadError('embedding_invalid', `Embeddings of ${lengths} values are not rows of ${width}`);
  }
  if (!imageTokens.every(Number.isFinite)) {
    throw new WetreadError('embedding_invalid', 'The image tokens hold values that are not finite numbers');
  }
  const out = new Float32Array(before.length + imageTokens.length + after.length);
  out.set(before);
  out.set(imageTokens, before.length);
  out.set(after, before.length + imageTokens.length);
  return out;
}
