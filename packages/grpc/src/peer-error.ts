import type { ServiceError } from '@grpc/grpc-js';
import { type ErrorCode, errorCodeOfGrpc, errorTable, WetreadError } from '@wetread/contracts';
import { ERROR_CODE_METADATA, RETRY_METADATA } from '@wetread/protos';

export interface Peer {
  /** Begins the message: `The encoder`. */
  readonly name: string;
  /** What it is for the caller that the peer is not there. */
  readonly unavailable: ErrorCode;
}

/** Wetread's own code where the peer gave one, else what the status means; with the peer's hint when to come again. */
export function peerError(error: ServiceError, { name, unavailable }: Peer): WetreadError {
  const [given] = error.metadata.get(ERROR_CODE_METADATA);
  const own = typeof given === 'string' && given in errorTable ? (given as ErrorCode) : undefined;
  const retryMs = Number(error.metadata.get(RETRY_METADATA)[0]);
  const hint = Number.isFinite(retryMs) && error.metadata.get(RETRY_METADATA).length > 0;
  return new WetreadError(codeOf(own, error.code, unavailable), `${name}: ${error.details}`, {
    cause: error,
    ...(hint && { retryAfterS: retryMs / 1_000 }),
  });
}

function codeOf(own: ErrorCode | undefined, status: number, unavailable: ErrorCode): ErrorCode {
  // The peer's draining is not this process's: for the caller that peer is merely not there.
  if (own === 'draining') return unavailable;
  if (own !== undefined) return own;
  return status === UNAVAILABLE ? unavailable : errorCodeOfGrpc(status);
}

const UNAVAILABLE = 14;
