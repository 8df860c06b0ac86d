import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type CallerVerifier, type Principal, requireScope, type Scope } from '@wetread/accounts';
import type { FastifyRequest } from 'fastify';

type KeyedRequest = FastifyRequest & { principal?: Principal };

const NEEDED_SCOPE = 'wetread:scope';

/** Which scope a route needs; one of them, where several are named. A route without it is open to anybody. */
export const Needs = (...scopes: Scope[]) => SetMetadata(NEEDED_SCOPE, scopes);

/** Who asks: the tenant always comes from here, never from the path or the body. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<KeyedRequest>().principal,
);

/** @throws WetreadError unauthenticated, forbidden */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  readonly #verifier: CallerVerifier;
  readonly #reflector = new Reflector();

  constructor(verifier: CallerVerifier) {
    this.#verifier = verifier;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const scopes = this.#reflector.getAllAndOverride<Scope[] | undefined>(NEEDED_SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (scopes === undefined) return true;
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    request.principal = await this.#verifier.verify(request.headers.authorization);
    requireScope(request.principal, ...scopes);
    return true;
  }
}
