import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, UnreachableError } from './errors.ts';

export interface RetryOptions {
  /** Attempts in all. */
  readonly attempts?: number;
  /** Whether the request may be repeated though it may have been done, its answer being lost. */
  readonly idempotent?: boolean;
  /** What else may be repeated. */
  readonly also?: (error: Error) => boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told before each wait. */
  readonly onWait?: (waitMs: number, error: Error) => void;
}

const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** It was there and went away; where there never was one, trying again at once changes nothing. */
const brokenConnection = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Repeats work that was refused for now: 429 and 503, after the time that Retry-After gives or a growing one. */
export async function retrying<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { attempts = 5, signal, onWait } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !mayRepeat(error, options)) throw error;
      const waitMs = waitFor(error as Error, attempt);
      onWait?.(waitMs, error as Error);
      await sleep(waitMs, undefined, signal && { signal });
    }
  }
}

function mayRepeat(error: unknown, { idempotent = false, also }: RetryOptions): boolean {
  if (error instanceof ApiError && (error.status === 429 || error.status === 503)) return true;
  if (error instanceof Error && also?.(error)) return true;
  if (!(error instanceof UnreachableError)) return false;
  return idempotent && brokenConnection.has(error.code);
}

/** Half of it is chance, so that many clients do not come back together; what the gateway asks for is never undercut. */
function waitFor(error: Error, attempt: number): number {
  const growing = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  const jittered = growing / 2 + (Math.random() * growing) / 2;
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined;
  return asked === undefined ? jittered : asked + Math.random() * firstWaitMs;
}
