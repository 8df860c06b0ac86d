import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type ErrorCode, errorTable, toProblem, toWetreadError, WetreadError } from '@wetread/contracts';
import type { Logger } from '@wetread/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The one mapping from errors to HTTP: RFC 9457 problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = fromFramework(thrown);
    if (error.traits.http >= 500) this.#logger.error({ code: error.code, err: thrown }, 'request failed');
    if (reply.sent) return;
    if (error.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterS)));
    if (error.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
    const { type, body } = this.formOf(error, host.switchToHttp().getRequest<FastifyRequest>());
    reply.status(error.traits.http).type(type).send(body);
  }

  /** How the error is written; a part of the API may have a form of its own. */
  protected formOf(error: WetreadError, _request: FastifyRequest): { readonly type: string; readonly body: object } {
    return { type: 'application/problem+json', body: toProblem(error) };
  }
}

/**
 * Faults of the address, which Fastify finds before there is a route, and answers in a form of its own otherwise. The address is
 * not repeated: it may hold what belongs into no log.
 */
export function refuseAddress(fault: { readonly code: string }, reply: FastifyReply): void {
  const what = fault.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'has a part that is too long' : 'is not well formed';
  const error = new WetreadError('invalid_request', `The address of the request ${what}.`);
  reply.status(error.traits.http).type('application/problem+json').send(toProblem(error));
}

/** NestJS and Fastify raise errors of their own before a handler runs: a wrong route, a bad body, a limit. */
function fromFramework(thrown: unknown): WetreadError {
  if (thrown instanceof WetreadError) return thrown;
  const status = thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: unknown }).statusCode;
  if (typeof status !== 'number' || status >= 500) return toWetreadError(thrown);
  const code = codeOfStatus(status);
  return new WetreadError(code, (thrown as Error).message, { cause: thrown });
}

function codeOfStatus(status: number): ErrorCode {
  const codes = Object.keys(errorTable) as ErrorCode[];
  return codes.find((code) => errorTable[code].http === status) ?? 'invalid_request';
}
