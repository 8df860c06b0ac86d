import { derivedId, type WetreadError } from '@wetread/contracts';
import { type Bundle, splitSections } from '@wetread/model';
import type { FailureRecord, ResultRecord, StudyRef } from '@wetread/studies';
import type { Reading } from './reading.ts';

export interface Occasion extends StudyRef {
  readonly revision: number;
  /** Milliseconds since 1970 at which the job was added, and at which it was taken. */
  readonly addedAt: number;
  readonly startedAt: number;
}

/** The summary with all that made it (I7). */
export function resultRecord(bundle: Bundle, engine: string, occasion: Occasion, reading: Reading): ResultRecord {
  const { tenant, study, revision } = occasion;
  const { manifest, digest } = bundle;
  const { text, ids, stopReason } = reading.decoded;
  return {
    id: derivedId('res', tenant, study, String(revision), digest),
    tenant,
    study,
    revision,
    createdAt: new Date().toISOString(),
    text,
    ...splitSections(text, manifest.sections),
    preliminary: true,
    machineMade: true,
    notice: manifest.notice,
    bundle: { name: manifest.name, version: manifest.version, digest },
    prompt: {
      system: manifest.prompt.system,
      template: manifest.prompt.summary,
      question: manifest.prompt.instructions[0] ?? '',
    },
    decoding: { ...settings(bundle, reading), engine },
    images: [reading.image],
    tokens: { prompt: reading.promptPositions, completion: ids.length },
    stopReason: stopReason === 'context' ? 'length' : stopReason,
    timings: timings(occasion, reading),
  };
}

function settings({ manifest }: Bundle, { sampling }: Reading) {
  const { temperature, topP, repetitionPenalty, seed } = sampling;
  const { maxNewTokens } = manifest.decoding;
  return { temperature, topP, repetitionPenalty, maxNewTokens, seed: temperature === 0 ? null : seed };
}

function timings({ addedAt, startedAt }: Occasion, { decoded, encodeMs }: Reading): ResultRecord['timings'] {
  const { queueMs, prefillMs, decodeMs } = decoded.timings;
  return {
    waitMs: Math.max(0, startedAt - addedAt),
    encodeMs,
    firstTokenMs: queueMs + prefillMs,
    decodeMs,
    totalMs: Math.max(0, Date.now() - addedAt),
  };
}

export function failureRecord(bundle: Bundle, occasion: Occasion, error: WetreadError): FailureRecord {
  const { tenant, study, revision } = occasion;
  const message = error.code === 'internal' ? error.traits.title : error.message;
  return {
    tenant,
    study,
    revision,
    createdAt: new Date().toISOString(),
    code: error.code,
    message,
    bundle: bundle.digest,
  };
}
