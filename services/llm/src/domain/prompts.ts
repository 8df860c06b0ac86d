import {
  type Bundle,
  buildPrompt,
  loadTokenEmbeddings,
  loadTokenizer,
  type PromptInput,
  spliceEmbeddings,
  type TokenEmbeddings,
  type Tokenizer,
} from '@wetread/model';

/** A prompt as the decoder takes it. */
export interface EmbeddedPrompt {
  /** [positions, width] row by row. */
  readonly embeddings: Float32Array;
  readonly positions: number;
}

/** Puts image tokens where the bundle's template wants the image, between the embeddings of its text. */
export class Prompts {
  readonly #bundle: Bundle;
  readonly #tokenizer: Tokenizer;
  readonly #table: TokenEmbeddings;

  private constructor(bundle: Bundle, tokenizer: Tokenizer, table: TokenEmbeddings) {
    this.#bundle = bundle;
    this.#tokenizer = tokenizer;
    this.#table = table;
  }

  /** @throws WetreadError `bundle_invalid` */
  static async open(bundle: Bundle): Promise<Prompts> {
    return new Prompts(bundle, await loadTokenizer(bundle), await loadTokenEmbeddings(bundle));
  }

  /**
   * @param imageTokens [n, width] row by row
   * @throws WetreadError `embedding_invalid`
   */
  embed(imageTokens: Float32Array, input: PromptInput = {}): EmbeddedPrompt {
    const { before, after } = buildPrompt(this.#bundle.manifest, this.#tokenizer, input);
    const { width } = this.#table;
    const text = [this.#table.lookup(before), this.#table.lookup(after)] as const;
    const embeddings = spliceEmbeddings(text[0], imageTokens, text[1], width);
    return { embeddings, positions: embeddings.length / width };
  }
}
