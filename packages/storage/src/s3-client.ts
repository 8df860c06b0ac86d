import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import * as http from 'node:http';
import * as https from 'node:https';
import { WetreadError } from '@wetread/contracts';
import { Client } from 'minio';
import type { S3Settings } from './config.ts';

/** S3 allows 10,000 parts, so that a stream may have 80 GB; a writer holds two parts. */
export const PART_BYTES = 8 * 1024 * 1024;
/** Shorter than any server keeps an idle connection, so that none is used in the moment it closes. */
const IDLE_MS = 4_000;

export function s3Client(settings: S3Settings): Client {
  const { S3_ACCESS_KEY, S3_SECRET_KEY } = settings;
  if (!S3_ACCESS_KEY || !S3_SECRET_KEY) {
    throw new WetreadError('config_invalid', 'STORAGE_URL is s3://…: set S3_ACCESS_KEY and S3_SECRET_KEY too.');
  }
  const endpoint = new URL(settings.S3_ENDPOINT);
  if (endpoint.pathname !== '/')
    throw new WetreadError('config_invalid', 'S3_ENDPOINT has a path; give scheme, host and port only.');
  const secure = endpoint.protocol === 'https:';
  return new Client({
    endPoint: endpoint.hostname,
    port: endpoint.port ? Number(endpoint.port) : secure ? 443 : 80,
    useSSL: secure,
    accessKey: S3_ACCESS_KEY,
    secretKey: S3_SECRET_KEY,
    region: settings.S3_REGION,
    pathStyle: settings.S3_PATH_STYLE,
    partSize: PART_BYTES,
    // Callers retry what is retryable; the client would also write to the console and repeat conditional writes.
    retryOptions: { disableRetry: true },
    transport: { request: impatient(secure ? https.request : http.request, settings.S3_TIMEOUT_MS) } as never,
    transportAgent: new (secure ? https.Agent : http.Agent)({ keepAlive: true, timeout: IDLE_MS }),
  });
}

type Send = (options: RequestOptions, answered: (response: IncomingMessage) => void) => ClientRequest;

/** The client has no time limit of its own. */
function impatient(send: Send, timeoutMs: number): Send {
  return (options, answered) => {
    let response: IncomingMessage | undefined;
    const request = send(options, (given) => {
      response = given;
      answered(given);
      // The client drops such an answer unread, which would keep its connection for ever.
      if (isRetryable(given.statusCode ?? 0)) given.resume();
    });
    request.setTimeout(timeoutMs);
    return request.on('timeout', () => {
      const readerIsSlow = response !== undefined && response.readableLength > 0;
      if (readerIsSlow) request.setTimeout(timeoutMs);
      else request.destroy(Object.assign(new Error(`silent for ${timeoutMs} ms`), { code: 'ETIMEDOUT' }));
    });
  };
}

const isRetryable = (status: number): boolean => status >= 500 || [408, 429, 499].includes(status);
