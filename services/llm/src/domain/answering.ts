import { WetreadError } from '@wetread/contracts';
import { withSpan } from '@wetread/telemetry';
import type { Decoded, Sampling } from '../decode/decoder.ts';
import { answerSeconds, firstTokenSeconds, tokens } from '../metrics.ts';
import { type Conversation, fitConversation } from './conversation.ts';
import { withDecodeSpan } from './decode-span.ts';
import type { Reader } from './reading.ts';

export interface Asked extends Conversation {
  /** Key of the image in object storage. */
  readonly imageKey: string;
  readonly seed: number;
}

export type AnswerStep =
  | { readonly kind: 'accepted'; readonly droppedTurns: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'finished'; readonly answer: Answered };

/** An answer and what led to it. */
export interface Answered {
  readonly decoded: Decoded;
  readonly sampling: Sampling;
  readonly maxNewTokens: number;
  readonly promptPositions: number;
  readonly encodeMs: number;
}

/**
 * Checks the question, then image tokens, prompt, and the answer as it comes.
 *
 * @param signal gives every place that the question holds back at once
 * @throws WetreadError `invalid_request`, `context_too_long`, `cancelled`, of the encoder, of the decoder
 */
export async function* answerQuestion(reader: Reader, asked: Asked, signal: AbortSignal): AsyncGenerator<AnswerStep> {
  const { bundle, prompts, encoder, decoder } = reader;
  if (prompts.holdsMarks(asked.question)) throw marked();
  const { contextLength } = decoder.describe();
  const { maxNewTokens, temperature, topP, repetitionPenalty } = bundle.manifest.decoding;
  const positions = prompts.positions.bind(prompts);
  const { input, droppedTurns } = fitConversation(asked, { contextLength, maxNewTokens, positions });
  yield { kind: 'accepted', droppedTurns };

  const started = performance.now();
  const imageTokens = await withSpan('encode', {}, () => encoder.encode(asked.imageKey, 'interactive', signal));
  const encodeMs = performance.now() - started;
  const prompt = prompts.embed(imageTokens, input);
  const sampling = { temperature, topP, repetitionPenalty, seed: asked.seed };
  const { stop } = bundle.manifest.prompt;
  const decoding = decoder.decode({
    embeddings: prompt.embeddings,
    sharedPositions: prompt.sharedPositions,
    sampling,
    stop,
    maxNewTokens,
    priority: 'interactive',
    signal,
  });
  const ended = withDecodeSpan(bundle, { sampling, maxNewTokens }, prompt.positions, () => decoding.result);
  // The pieces say the same failure, and are asked first.
  ended.catch(() => undefined);
  for await (const text of decoding.pieces) if (text) yield { kind: 'text', text };
  const decoded = await ended;
  const answer = { decoded, sampling, maxNewTokens, promptPositions: prompt.positions, encodeMs };
  report(answer);
  yield { kind: 'finished', answer };
}

/** Such a question would put words into the mouth of another speaker, and the record of the turns would be untrue (I7). */
const marked = () =>
  new WetreadError(
    'invalid_request',
    'The question holds a mark that parts the turns of the model’s prompt. Leave it out.',
  );

function report({ decoded, promptPositions, encodeMs }: Answered): void {
  tokens.inc({ kind: 'prompt' }, promptPositions);
  tokens.inc({ kind: 'completion' }, decoded.ids.length);
  const { queueMs, prefillMs, decodeMs } = decoded.timings;
  firstTokenSeconds.observe({ work: 'answer' }, (queueMs + prefillMs) / 1000);
  const stages = { encode: encodeMs, first_token: queueMs + prefillMs, decode: decodeMs };
  for (const [stage, ms] of Object.entries(stages)) answerSeconds.observe({ stage }, ms / 1000);
}
