import { sha256 } from '@wetread/contracts';
import type { Bundle } from '@wetread/model';
import type { RevisionRecord, StudyRef } from '@wetread/studies';
import { withSpan } from '@wetread/telemetry';
import type { Decoded, Decoder, Sampling } from '../decode/decoder.ts';
import { firstTokenSeconds, stageSeconds, tokens } from '../metrics.ts';
import { withDecodeSpan } from './decode-span.ts';
import type { ImageEncoder } from './image-encoder.ts';
import type { Prompts } from './prompts.ts';

export interface Reader {
  readonly bundle: Bundle;
  readonly encoder: ImageEncoder;
  readonly prompts: Prompts;
  readonly decoder: Decoder;
}

/** An answer and what led to it. */
export interface Reading {
  readonly decoded: Decoded;
  readonly image: RevisionRecord['images'][number];
  readonly sampling: Sampling;
  readonly promptPositions: number;
  readonly encodeMs: number;
}

/** Image tokens, prompt, answer. The template has one place for an image, and the revision's first is its best. */
export async function read(
  reader: Reader,
  ref: StudyRef,
  revision: RevisionRecord,
  signal: AbortSignal,
): Promise<Reading> {
  const [image] = revision.images;
  if (!image) throw new RangeError('a revision without images has nothing to read');
  const { priority } = revision;
  const started = performance.now();
  const imageTokens = await withSpan('encode', {}, () => reader.encoder.encode(image.render, priority, signal));
  const encodeMs = performance.now() - started;
  const { embeddings, positions, sharedPositions } = reader.prompts.embed(imageTokens);
  const sampling = samplingOf(reader.bundle, ref, revision.revision);
  const { maxNewTokens } = reader.bundle.manifest.decoding;
  const { stop } = reader.bundle.manifest.prompt;
  const request = { embeddings, sharedPositions, sampling, stop, maxNewTokens, priority, signal };
  const decoded = await withDecodeSpan(reader.bundle, request, positions, () => reader.decoder.decode(request).result);
  const reading = { decoded, image, sampling, promptPositions: positions, encodeMs };
  report(reading);
  return reading;
}

/** A bundle that draws its tokens still gives the same study the same text: the seed is derived from the revision. */
function samplingOf({ manifest }: Bundle, { tenant, study }: StudyRef, revision: number): Sampling {
  const { temperature, topP, repetitionPenalty } = manifest.decoding;
  const seed = Number.parseInt(sha256([tenant, study, revision].join('\0')).slice(0, 8), 16);
  return { temperature, topP, repetitionPenalty, seed };
}

function report({ decoded, promptPositions, encodeMs }: Reading): void {
  tokens.inc({ kind: 'prompt' }, promptPositions);
  tokens.inc({ kind: 'completion' }, decoded.ids.length);
  const { queueMs, prefillMs, decodeMs } = decoded.timings;
  firstTokenSeconds.observe({ work: 'reading' }, (queueMs + prefillMs) / 1000);
  const stages = { encode: encodeMs, queue: queueMs, prefill: prefillMs, decode: decodeMs };
  for (const [stage, ms] of Object.entries(stages)) stageSeconds.observe({ stage }, ms / 1000);
}
