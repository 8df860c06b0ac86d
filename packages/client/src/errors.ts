import type { components } from './generated/api.ts';

export type Problem = components['schemas']['Problem'];

/** The gateway answered, and not with what was asked for. */
export class ApiError extends Error {
  readonly status: number;
  /** RFC 9457 problem details; undefined where something before the gateway answered. */
  readonly problem: Problem | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, status: number, problem: Problem | undefined, retryAfterMs: number | undefined) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  static from(response: Response, body: unknown): ApiError {
    const problem = isProblem(body) ? body : undefined;
    const message = problem?.detail ?? `${new URL(response.url).pathname} answered ${response.status}.`;
    return new ApiError(message, response.status, problem, retryAfterMs(response.headers.get('retry-after')));
  }

  /** Told in the middle of an answer that had begun well. */
  static of(problem: Problem): ApiError {
    return new ApiError(problem.detail, problem.status, problem, undefined);
  }
}

/** No answer came: the address is wrong, nothing listens there, or the connection broke. */
export class UnreachableError extends Error {
  readonly origin: string;
  /** Such as ECONNREFUSED. */
  readonly code: string;

  constructor(origin: string, cause: unknown) {
    const code = codeOf(cause);
    super(`${origin} does not answer (${code}).`, { cause });
    this.name = 'UnreachableError';
    this.origin = origin;
    this.code = code;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

/** Retry-After is seconds or a date, RFC 9110 10.2.3. */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function codeOf(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    // Where a name has several addresses, each failure is kept.
    if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
    if (error.cause === undefined) return error.message;
  }
  return 'no reason given';
}
