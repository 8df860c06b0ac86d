import type { Bundle, Tokenizer } from '@wetread/model';
import { Answer } from '../../services/llm/src/decode/answer.ts';
import type { Decoded, DecodeRequest, Decoder } from '../../services/llm/src/decode/decoder.ts';
import { request } from '../../services/llm/src/fixtures/prompts.ts';
import type { Case } from './cases.ts';

/** What an engine says to one prompt. */
export type Said = Pick<Decoded, 'ids' | 'text'>;

export const requestOf = ({ manifest }: Bundle, { prompt }: Case): DecodeRequest =>
  request(prompt, { stop: manifest.prompt.stop, maxNewTokens: manifest.decoding.maxNewTokens });

export async function alone(decoder: Decoder, requests: readonly DecodeRequest[]): Promise<Said[]> {
  const said: Said[] = [];
  for (const item of requests) said.push(await decoder.decode(item).result);
  return said;
}

/** Each among others: as many at a time as the decoder has places. */
export async function together(decoder: Decoder, requests: readonly DecodeRequest[]): Promise<Said[]> {
  return Promise.all(requests.map((item) => decoder.decode(item).result));
}

/** What transformers generated, cut where the service would cut it. */
export function reference(bundle: Bundle, tokenizer: Tokenizer, { ids }: Case): Said {
  const { manifest } = bundle;
  const answer = new Answer(tokenizer, manifest.prompt.stop);
  const eos = ids.indexOf(manifest.tokenizer.eosId);
  for (const id of eos < 0 ? ids : ids.slice(0, eos)) {
    if (answer.push(id)) return { ids: answer.ids, text: answer.text.trim() };
  }
  answer.end();
  return { ids: answer.ids, text: answer.text.trim() };
}
