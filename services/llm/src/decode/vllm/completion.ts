import { z } from 'zod';
import type { DecodeRequest } from '../decoder.ts';
import { type TorchDtype, torchTensor } from './torch-tensor.ts';

/** The part of vLLM's OpenAI Completions that is used: one prompt of embeddings, one choice, streamed. */

export interface CompletionSetup {
  readonly model: string;
  readonly eosId: number;
  readonly width: number;
  readonly dtype: TorchDtype;
}

/**
 * Every sampling value is given, so that no default of the server or of its `generation_config.json` comes in. The token
 * ids are asked for, for text and stops are found here as for every other engine; the stop strings are sent all the same,
 * so that the server stops too. The chosen token's probability is asked for because it tells numbers that overflowed.
 */
export function completionBody(setup: CompletionSetup, request: DecodeRequest): string {
  const { embeddings, sampling, stop, maxNewTokens, priority } = request;
  return JSON.stringify({
    model: setup.model,
    prompt_embeds: torchTensor(embeddings, setup.width, setup.dtype).toString('base64'),
    max_tokens: maxNewTokens,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    repetition_penalty: sampling.repetitionPenalty,
    seed: sampling.seed,
    top_k: 0,
    min_p: 0,
    presence_penalty: 0,
    frequency_penalty: 0,
    stop,
    stop_token_ids: [setup.eosId],
    stream: true,
    return_token_ids: true,
    logprobs: 0,
    priority: PRIORITIES[priority],
  });
}

/** Lower runs earlier where the server was started with `--scheduling-policy priority`. */
const PRIORITIES: Readonly<Record<DecodeRequest['priority'], number>> = { interactive: -2, urgent: -1, routine: 0 };

const choice = z.object({
  token_ids: z.array(z.int().nonnegative()),
  /** Null for a token where it is no finite number. */
  logprobs: z.object({ token_logprobs: z.array(z.number().nullable()) }).nullish(),
  finish_reason: z.string().nullish(),
  /** A string or token id that ended the text, where one did. */
  stop_reason: z.union([z.string(), z.number()]).nullish(),
});
export type Choice = z.infer<typeof choice>;

/** An event of the stream. A failure that vLLM meets after its 200 comes as an event too. */
export const eventSchema = z.union([
  z.object({ choices: z.array(choice) }),
  z.object({ error: z.object({ code: z.union([z.number(), z.string()]).nullish() }) }),
]);

/** The end of a stream that was not cut. */
export const DONE = '[DONE]';

export const modelsSchema = z.object({
  data: z.array(z.object({ id: z.string(), max_model_len: z.int().positive().nullish() })),
});

export const versionSchema = z.object({ version: z.string() });

export const refusalSchema = z.object({ error: z.object({ param: z.string().nullish() }) });
