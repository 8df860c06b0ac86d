import { PassThrough, Readable } from 'node:stream';
import { WetreadError } from '@wetread/contracts';
import { leaveAuditToAnother, type ServiceCertificates } from '@wetread/http';
import { traceHeaders } from '@wetread/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Agent, buildConnector, type Dispatcher } from 'undici';

/** RFC 9110 7.6.1: these belong to one connection. `expect` is answered by this one. */
const hopByHop = new Set(
  'connection,keep-alive,proxy-authenticate,proxy-authorization,te,trailer,transfer-encoding,upgrade,host,expect'.split(
    ',',
  ),
);

/** Hands requests on to ingest as streams: neither body is ever held. */
export class Forwarder {
  readonly #origin: string;
  readonly #agent: Agent;

  /** @param certificates shown to ingest where its address is https, and by whose authorities it is known */
  constructor(url: string, certificates?: ServiceCertificates) {
    this.#origin = new URL(url).origin;
    this.#agent = new Agent({ connections: 512, connect: connector(certificates) });
  }

  /** @throws WetreadError ingest_unavailable, cancelled, unsupported_media_type */
  async forward(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const answer = await this.#ask(request, gone.signal);
    // Ingest knows which studies came in.
    leaveAuditToAnother(request);
    reply.status(answer.statusCode).headers(passedOn(answer.headers));
    await reply.send(answer.body);
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #ask(request: FastifyRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const body = bodyOf(request);
    try {
      return await this.#agent.request({
        origin: this.#origin,
        path: request.raw.url ?? '/',
        method: request.method as Dispatcher.HttpMethod,
        headers: { ...passedOn(request.headers), ...forwardedHeaders(request), ...traceHeaders() },
        body,
        signal,
      });
    } catch (cause) {
      if (signal.aborted) throw new WetreadError('cancelled', 'The sender went away.', { cause });
      const message = 'What takes studies in did not answer. Nothing was acknowledged; send again later.';
      throw new WetreadError('ingest_unavailable', message, { cause, retryAfterS: 2 });
    }
  }
}

/** Connections that are open stay with the certificate that they began with. */
function connector(certificates: ServiceCertificates | undefined): buildConnector.connector {
  const options = { timeout: 3_000, allowH2: false };
  let connect = buildConnector(options);
  certificates?.follow((identity) => {
    connect = buildConnector({ ...options, ...identity });
  });
  return (target, done) => connect(target, done);
}

/**
 * The body goes through a stream of its own: when ingest answers before the end, as it does for what is too large, the
 * rest is read away, so that the sender sees the answer instead of a reset connection.
 */
function bodyOf(request: FastifyRequest): Readable | null {
  const { raw, body } = request;
  if (body === undefined || body === null) return null;
  if (!(body instanceof Readable)) {
    throw new WetreadError('unsupported_media_type', 'This route takes studies: multipart/form-data or DICOM.');
  }
  const passage = new PassThrough();
  passage.on('error', () => undefined);
  passage.once('close', () => {
    raw.unpipe(passage);
    raw.resume();
  });
  raw.on('error', () => undefined);
  raw.pipe(passage);
  return passage;
}

function passedOn(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
  const named = new Set(
    String(headers['connection'] ?? '')
      .toLowerCase()
      .split(/\s*,\s*/),
  );
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string | string[]] =>
        entry[1] !== undefined && !hopByHop.has(entry[0]) && !named.has(entry[0]),
    ),
  );
}

const forwardedFor = ({ ip, headers }: FastifyRequest): string =>
  [headers['x-forwarded-for'], ip].filter(Boolean).join(', ');

const forwardedHeaders = (request: FastifyRequest): Record<string, string> => ({
  'x-request-id': request.id,
  'x-forwarded-for': forwardedFor(request),
  'x-forwarded-proto': request.protocol,
  'x-forwarded-host': request.headers.host ?? '',
});
