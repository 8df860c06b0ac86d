import { readFile } from 'node:fs/promises';
import { Tokenizer as HubTokenizer } from '@huggingface/tokenizers';
import { WetreadError } from '@wetread/contracts';
import type { Bundle } from './bundle.ts';

/** Text to token ids and back, as the bundle's `tokenizer.json` says. */
export class Tokenizer {
  readonly #tokenizer: HubTokenizer;
  readonly #special: ReadonlySet<number>;

  /** @param json the parsed `tokenizer.json` */
  constructor(json: object) {
    this.#tokenizer = new HubTokenizer(json, {});
    const added = [...this.#tokenizer.get_added_tokens_decoder()];
    this.#special = new Set(added.filter(([, token]) => token.special).map(([id]) => id));
  }

  /** Without BOS or any other token that the text does not spell. */
  encode(text: string): number[] {
    return text === '' ? [] : this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** Special tokens give no text. */
  decode(ids: readonly number[]): string {
    const spoken = ids.filter((id) => !this.#special.has(id));
    // The library's clean-up would change the spaces that the model wrote.
    return spoken.length === 0 ? '' : this.#tokenizer.decode(spoken, { clean_up_tokenization_spaces: false });
  }

  isSpecial(id: number): boolean {
    return this.#special.has(id);
  }
}

/**
 * Text of tokens as they come. What it gives out, joined, is `decode` of all ids, though a character may span tokens
 * and a decoder may treat the first token apart.
 */
export class DetokenizerStream {
  readonly #tokenizer: Tokenizer;
  /** The tokens given out last, kept as context, then those not given out yet. */
  #window: number[] = [];
  #contextLength = 0;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** @returns the text that this token completes; empty while a character is incomplete */
  push(id: number): string {
    if (this.#tokenizer.isSpecial(id)) return '';
    this.#window.push(id);
    const { context, text } = this.#decodeWindow();
    if (text.length <= context.length || text.endsWith(REPLACEMENT)) return '';
    this.#window = this.#window.slice(this.#contextLength);
    this.#contextLength = this.#window.length;
    return text.slice(context.length);
  }

  /** @returns what is still held back, with U+FFFD for an incomplete character */
  end(): string {
    const { context, text } = this.#decodeWindow();
    this.#window = [];
    this.#contextLength = 0;
    return text.slice(context.length);
  }

  #decodeWindow(): { context: string; text: string } {
    const context = this.#tokenizer.decode(this.#window.slice(0, this.#contextLength));
    return { context, text: this.#tokenizer.decode(this.#window) };
  }
}

const REPLACEMENT = '\uFFFD';

/** @throws WetreadError `bundle_invalid` where the file is of a kind that cannot be used */
export async function loadTokenizer(bundle: Bundle): Promise<Tokenizer> {
  const { file, bosId, eosId } = bundle.manifest.tokenizer;
  const { vocab } = bundle.manifest.decoder;
  if (Math.max(bosId, eosId) >= vocab) {
    throw new WetreadError('bundle_invalid', `bosId ${bosId} or eosId ${eosId} is outside the vocabulary of ${vocab}`);
  }
  try {
    return new Tokenizer(JSON.parse(await readFile(bundle.path(file), 'utf8')));
  } catch (cause) {
    throw new WetreadError('bundle_invalid', `${file} cannot be used: ${String(cause)}`, { cause });
  }
}
