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
  /** Positions before the image, which are the same for every image. */
  readonly sharedPositions: number;
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

  /** Positions that a prompt takes, image tokens included. */
  positions(input: PromptInput): number {
    const { manifest } = this.#bundle;
    const { before, after } = buildPrompt(manifest, this.#tokenizer, input);
    return before.length + manifest.encoder.imageTokens + after.length;
  }

  /** Whether a text holds what ends a turn or a prompt: a stop string, or a token that is no text. */
  holdsMarks(text: string): boolean {
    if (this.#bundle.manifest.prompt.stop.some((stop) => text.includes(stop))) return true;
    return this.#tokenizer.encode(text).some((id) => this.#tokenizer.isSpecial(id));
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
    return { embeddings, positions: embeddings.length / width, sharedPositions: before.length };
  }
}
