import type { Manifest } from './manifest.ts';
import type { Tokenizer } from './tokenizer.ts';

/** One follow-up: the answer given before it, and the question asked now. */
export interface Turn {
  readonly answer: string;
  readonly question: string;
}

export interface PromptInput {
  /** The first question; the bundle's first instruction where it is not given. */
  readonly question?: string;
  /** Follow-ups, oldest first. */
  readonly turns?: readonly Turn[];
}

/** A prompt cut at the place of the image. */
export interface Prompt {
  /** Token ids before the image, BOS first. */
  readonly before: number[];
  /** Token ids after the image. */
  readonly after: number[];
  /** The whole text, the image's place written as in the template. */
  readonly text: string;
}

const IMAGE = '{image}';

/** The template is cut at the image before anything is filled in, so that no question can move the image. */
export function buildPrompt(manifest: Manifest, tokenizer: Tokenizer, input: PromptInput = {}): Prompt {
  const { prompt, tokenizer: ids } = manifest;
  const question = input.question ?? prompt.instructions[0] ?? '';
  const fill = (template: string) => fillIn(template, { question });
  const [before = '', after = ''] = `${prompt.system}${prompt.summary}`.split(IMAGE).map(fill);
  const rest = after + (input.turns ?? []).map((turn) => fillTurn(prompt.turn, turn)).join('');
  return {
    before: [ids.bosId, ...tokenizer.encode(before)],
    after: tokenizer.encode(rest),
    text: before + IMAGE + rest,
  };
}

const fillTurn = (template: string, { answer, question }: Turn): string =>
  fillIn(template, { answer: ` ${answer.trim()}`, question });

/** One pass, so that what is filled in is never read as a place itself. */
const fillIn = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
