import { type ErrorCode, type Priority, toWetreadError, WetreadError } from '@wetread/contracts';
import type { Reader } from './reading.ts';

/**
 * An outage of our own must not use up a study's attempts: it waits for as long as that lasts, be it a GPU node that is
 * twenty minutes away. An attempt counts only where all that it needs was there when it began, so that a study which kills
 * the encoder or the decoder still comes to its end.
 */

/** Something that reads studies was not there before the study was touched. */
class Outage extends WetreadError {
  constructor(cause: WetreadError) {
    super(cause.code, cause.message, { cause });
  }
}

/** What no study brings about, whatever is in it. While a new bundle is rolled out the two services differ for a time. */
const neverTheStudys: ReadonlySet<ErrorCode> = new Set([
  'overloaded',
  'storage_unavailable',
  'queue_unavailable',
  'bundle_mismatch',
]);

/** What was thrown, where the study has no part in it. */
export function outageOf(thrown: unknown): WetreadError | undefined {
  if (!(thrown instanceof WetreadError)) return undefined;
  return thrown instanceof Outage || neverTheStudys.has(thrown.code) ? thrown : undefined;
}

/** @throws WetreadError an outage, where encoder or decoder cannot read now */
export async function mustBeThere({ encoder, decoder }: Pick<Reader, 'encoder' | 'decoder'>): Promise<void> {
  try {
    await Promise.all([encoder.check(), decoder.check()]);
  } catch (thrown) {
    throw new Outage(toWetreadError(thrown));
  }
}

export interface Waiting {
  /** Starts of the job so far. */
  readonly attempt: number;
  /** Of the study, where it is known. */
  readonly priority: Priority | undefined;
  /** Milliseconds. */
  readonly longestMs: number;
}

const firstMs = 1_000;

/** Milliseconds until the study is tried again: growing, so that many that wait do not hinder what comes back. */
export function outageWaitMs({ attempt, priority, longestMs }: Waiting, { retryAfterS = 0 }: WetreadError): number {
  // Urgent ones are the first to find that it is over.
  const most = priority === 'urgent' ? longestMs / 4 : longestMs;
  const grown = Math.min(firstMs * 2 ** (attempt - 1), most);
  return Math.max(retryAfterS * 1_000, grown * (0.75 + Math.random() / 2));
}
