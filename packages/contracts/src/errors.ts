/**
 * The one error type. The code says what happened and, through the table below, whether trying again can help and how
 * each edge (HTTP, gRPC) says it. Job policies and clients read `retryable` and nothing else.
 */

export interface ErrorTraits {
  /** HTTP status at the public edge. */
  readonly http: number;
  /** gRPC status number. */
  readonly grpc: number;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  readonly title: string;
}

const traits = (http: number, grpc: number, retryable: boolean, title: string): ErrorTraits => ({
  http,
  grpc,
  retryable,
  title,
});

export const errorTable = {
  invalid_request: traits(400, 3, false, 'The request is not valid'),
  unauthenticated: traits(401, 16, false, 'No valid API key was given'),
  forbidden: traits(403, 7, false, 'This API key may not do that'),
  not_found: traits(404, 5, false, 'There is no such thing for this tenant'),
  method_unsupported: traits(405, 12, false, 'The method is not supported here'),
  not_acceptable: traits(406, 3, false, 'There is no answer in the form that was asked for'),
  conflict: traits(409, 6, false, 'The request conflicts with what is stored'),
  no_summary_yet: traits(409, 9, true, 'The study has no summary yet'),
  no_summary: traits(409, 9, false, 'The study has no summary and gets none'),
  too_large: traits(413, 3, false, 'The request is larger than allowed'),
  head_too_large: traits(431, 3, false, 'The address and headers of the request are larger than allowed'),
  request_timeout: traits(408, 4, true, 'The request did not arrive in time'),
  unsupported_media_type: traits(415, 3, false, 'The content type is not supported'),
  nothing_accepted: traits(422, 3, false, 'Nothing in the request could be accepted'),
  limit_exceeded: traits(429, 8, true, 'A limit of this tenant is reached'),
  overloaded: traits(503, 8, true, 'A bounded queue is full'),
  storage_unavailable: traits(503, 14, true, 'Object storage did not answer'),
  identity_unavailable: traits(503, 14, true, 'The key that identities are kept under is not set'),
  queue_unavailable: traits(503, 14, true, 'Redis did not answer'),
  issuer_unavailable: traits(503, 14, true, 'The issuer of bearer tokens did not answer'),
  ingest_unavailable: traits(503, 14, true, 'Ingest did not answer'),
  pacs_unavailable: traits(503, 14, true, 'The PACS did not answer'),
  encoder_unavailable: traits(503, 14, true, 'No encoder answered'),
  decoder_unavailable: traits(503, 14, true, 'The decoder did not answer'),
  deadline_exceeded: traits(504, 4, true, 'The deadline passed'),
  cancelled: traits(499, 1, false, 'The caller went away'),
  draining: traits(503, 14, true, 'The process is shutting down'),
  config_invalid: traits(500, 9, false, 'A configuration value is wrong'),
  bundle_invalid: traits(500, 9, false, 'The model bundle is not valid'),
  bundle_mismatch: traits(500, 9, false, 'Encoder and decoder serve different bundles'),
  image_invalid: traits(422, 3, false, 'The image cannot be read'),
  embedding_invalid: traits(422, 3, false, 'An embedding has a wrong shape or value'),
  context_too_long: traits(422, 11, false, 'The prompt does not fit the context'),
  sampling_invalid: traits(422, 3, false, 'A decoding setting is not valid'),
  address_refused: traits(422, 3, false, 'The address is not allowed'),
  record_invalid: traits(500, 15, false, 'A stored record cannot be read'),
  internal: traits(500, 13, true, 'An unexpected error'),
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof errorTable;

export interface WetreadErrorOptions {
  readonly cause?: unknown;
  /** Seconds after which a retry makes sense; sent as Retry-After. */
  readonly retryAfterS?: number;
  /** Machine-readable facts for the caller. Never patient data. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** `message` says what, where and what to do; it must be free of patient data, for it is logged and returned. */
export class WetreadError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterS: number | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: WetreadErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'WetreadError';
    this.code = code;
    this.retryable = errorTable[code].retryable;
    this.retryAfterS = options.retryAfterS;
    this.details = options.details ?? {};
  }

  get traits(): ErrorTraits {
    return errorTable[this.code];
  }
}

/** Any thrown value as a WetreadError; what is not one already becomes `internal` and keeps its cause. */
export function toWetreadError(thrown: unknown): WetreadError {
  if (thrown instanceof WetreadError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new WetreadError('internal', message, { cause: thrown });
}

/** The error of a gRPC status number, for the calling side. */
export function errorCodeOfGrpc(status: number): ErrorCode {
  const codes: Partial<Record<number, ErrorCode>> = {
    1: 'cancelled',
    3: 'invalid_request',
    4: 'deadline_exceeded',
    5: 'not_found',
    8: 'overloaded',
    9: 'bundle_invalid',
    14: 'encoder_unavailable',
  };
  return codes[status] ?? 'internal';
}

/** RFC 9457 problem details. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly [fact: string]: unknown;
}

export function toProblem(error: WetreadError): Problem {
  const { http, title } = error.traits;
  return {
    ...error.details,
    type: `urn:wetread:error:${error.code}`,
    title,
    status: http,
    detail: error.code === 'internal' ? title : error.message,
    code: error.code,
    retryable: error.retryable,
  };
}
