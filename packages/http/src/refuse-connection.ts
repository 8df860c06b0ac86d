import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, toProblem, WetreadError } from '@wetread/contracts';

const faults: Readonly<Record<string, { readonly code: ErrorCode; readonly message: string }>> = {
  HPE_HEADER_OVERFLOW: { code: 'head_too_large', message: 'Address and headers may have 16 KiB together.' },
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'request_timeout', message: 'The request did not arrive in time.' },
};
const noHttp = { code: 'invalid_request', message: 'What came is not an HTTP request.' } as const;

/** What is wrong before there is a request is said in the same form as the rest. The connection ends with it. */
export function refuseConnection(fault: Error & { readonly code?: string }, socket: Socket): void {
  // Nobody is there to be told.
  if (fault.code === 'ECONNRESET' || socket.destroyed) return;
  const { code, message } = faults[fault.code ?? ''] ?? noHttp;
  const error = new WetreadError(code, message);
  const body = JSON.stringify(toProblem(error));
  const status = error.traits.http;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  if (!socket.writable) return void socket.destroy(fault);
  // A peer that never closes its half must not keep the socket.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
