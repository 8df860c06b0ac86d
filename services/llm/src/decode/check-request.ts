import { WetreadError } from '@wetread/contracts';
import type { DecodeRequest, Sampling } from './decoder.ts';

/** Everything about a request that can be known to be wrong before it costs a place. */
export function checkRequest(request: DecodeRequest, width: number, contextLength: number): void {
  checkEmbeddings(request.embeddings, width, contextLength);
  checkShared(request, width);
  checkSampling(request.sampling);
  if (!(Number.isSafeInteger(request.maxNewTokens) && request.maxNewTokens >= 1)) {
    throw new WetreadError(
      'invalid_request',
      `maxNewTokens is ${request.maxNewTokens}; it must be a whole number above 0`,
    );
  }
  if (request.stop.includes('')) throw new WetreadError('invalid_request', 'A stop string is empty');
}

function checkEmbeddings(embeddings: Float32Array, width: number, contextLength: number): void {
  const positions = embeddings.length / width;
  if (!Number.isInteger(positions) || positions === 0) {
    throw new WetreadError('embedding_invalid', `A prompt of ${embeddings.length} values is not rows of ${width}`);
  }
  if (positions >= contextLength) throw contextTooLong(positions, contextLength);
  const at = firstNotFinite(embeddings);
  if (at >= 0) {
    throw new WetreadError('embedding_invalid', `The embedding of position ${Math.floor(at / width)} is not finite`);
  }
}

export function contextTooLong(positions: number, contextLength: number): WetreadError {
  return new WetreadError(
    'context_too_long',
    `The prompt has ${positions} positions; the context of ${contextLength} must hold it and an answer`,
    { details: { positions, contextLength } },
  );
}

/** A plain loop: a callback for each of a large prompt's values would hold the event loop for ten milliseconds. */
function firstNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

function checkShared({ embeddings, sharedPositions = 0 }: DecodeRequest, width: number): void {
  const positions = embeddings.length / width;
  if (Number.isSafeInteger(sharedPositions) && sharedPositions >= 0 && sharedPositions < positions) return;
  throw new WetreadError(
    'invalid_request',
    `sharedPositions is ${sharedPositions}; it must be from 0 to ${positions - 1}`,
  );
}

const rules: { readonly [K in keyof Sampling]: { readonly ok: (value: number) => boolean; readonly rule: string } } = {
  temperature: { ok: (value) => value >= 0 && value <= 10, rule: 'from 0 to 10' },
  topP: { ok: (value) => value > 0 && value <= 1, rule: 'above 0 and at most 1' },
  repetitionPenalty: { ok: (value) => value > 0 && value <= 10, rule: 'above 0 and at most 10' },
  seed: { ok: (value) => Number.isSafeInteger(value) && value >= 0, rule: 'a whole number from 0 on' },
};

function checkSampling(sampling: Sampling): void {
  for (const name of Object.keys(sampling)) {
    const rule = rules[name as keyof Sampling] as (typeof rules)[keyof Sampling] | undefined;
    if (!rule) throw new WetreadError('sampling_invalid', `There is no decoding setting ${name}`);
  }
  for (const [name, { ok, rule }] of Object.entries(rules)) {
    const value: unknown = sampling[name as keyof Sampling];
    if (typeof value !== 'number' || !ok(value)) {
      throw new WetreadError('sampling_invalid', `${name} is ${String(value)}; it must be ${rule}`);
    }
  }
}
