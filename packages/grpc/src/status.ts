import { Metadata, type StatusObject } from '@grpc/grpc-js';
import { toWetreadError } from '@wetread/contracts';
import { ERROR_CODE_METADATA, RETRY_METADATA } from '@wetread/protos';

/** The one mapping from errors to gRPC: status, message, Wetread's code, and when to come again. */
export function statusOf(thrown: unknown): StatusObject & Error {
  const { code, traits, message, retryAfterS } = toWetreadError(thrown);
  const metadata = new Metadata();
  metadata.set(ERROR_CODE_METADATA, code);
  if (retryAfterS !== undefined) metadata.set(RETRY_METADATA, String(Math.ceil(retryAfterS * 1000)));
  const details = code === 'internal' ? traits.title : message;
  return Object.assign(new Error(details), { code: traits.grpc, details, metadata });
}
