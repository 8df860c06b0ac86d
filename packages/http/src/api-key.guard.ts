import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CallerRefused, type CallerVerifier, type Principal, requireScope, type Scope } from '@wetread/accounts';
import type { AuditLog } from '@wetread/audit';
import type { FastifyRequest } from 'fastify';
import { resolveUids, type UidResolver } from './original-uids.ts';

/** What is known of a request to a route that needs a key. */
export interface KeyedRoute {
  /** Its name in the API document. */
  readonly operation: string;
  readonly scopes: readonly Scope[];
  readonly takesFiles: boolean;
}

export type KeyedRequest = FastifyRequest & {
  keyed?: KeyedRoute;
  principal?: Principal;
  /** A caller who is known and was not let in. */
  refusedCaller?: CallerRefused['caller'];
  receivedAt?: Date;
};

type Handler = ReturnType<ExecutionContext['getHandler']>;
type Controller = ReturnType<ExecutionContext['getClass']>;

const NEEDED_SCOPE = 'wetread:scope';
const TAKES_FILES = 'wetread:takes-files';
/** Where NestJS keeps what `@ApiOperation` says; this package knows no API documents otherwise. */
const API_OPERATION = 'swagger/apiOperation';

/** Which scope a route needs; one of them, where several are named. A route without it is open to anybody. */
export const Needs = (...scopes: Scope[]) => SetMetadata(NEEDED_SCOPE, scopes);

/** A route whose requests hold files: they count as uploads. */
export const TakesFiles = () => SetMetadata(TAKES_FILES, true);

/** Who asks: the tenant always comes from here, never from the path or the body. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<KeyedRequest>().principal,
);

/**
 * Lets in whom the route is for. A study is then named by what it is stored under, whoever is refused it.
 *
 * @throws WetreadError unauthenticated, forbidden; storage_unavailable where nothing more could be audited
 */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  readonly #verifier: CallerVerifier;
  readonly #log: Pick<AuditLog, 'admit'> | undefined;
  readonly #uids: UidResolver | undefined;
  readonly #reflector = new Reflector();
  /** By controller and method; what is said of a route never changes. */
  readonly #routes = new Map<unknown, Map<unknown, KeyedRoute | undefined>>();

  constructor(verifier: CallerVerifier, log?: Pick<AuditLog, 'admit'>, uids?: UidResolver) {
    this.#verifier = verifier;
    this.#log = log;
    this.#uids = uids;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = this.#routeOf(context);
    if (route === undefined) return true;
    this.#log?.admit();
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    request.keyed = route;
    try {
      request.principal = await this.#verifier.verify(request.headers.authorization);
    } catch (error) {
      if (!(error instanceof CallerRefused)) throw error;
      request.refusedCaller = error.caller;
      // The refusal counts more than a failure to find names for the log.
      await this.#resolve(request, error.caller.tenant).catch(() => undefined);
      throw error;
    }
    await this.#resolve(request, request.principal.tenant);
    requireScope(request.principal, ...route.scopes);
    return true;
  }

  async #resolve(request: KeyedRequest, tenant: string): Promise<void> {
    if (this.#uids) await resolveUids(request, tenant, this.#uids);
  }

  #routeOf(context: ExecutionContext): KeyedRoute | undefined {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    const known = this.#routes.get(controller);
    if (known?.has(handler)) return known.get(handler);
    const route = this.#reflect(handler, controller);
    this.#routes.set(controller, new Map(known).set(handler, route));
    return route;
  }

  #reflect(handler: Handler, controller: Controller): KeyedRoute | undefined {
    const scopes = this.#reflector.getAllAndOverride<Scope[] | undefined>(NEEDED_SCOPE, [handler, controller]);
    if (scopes === undefined) return undefined;
    const described = this.#reflector.get<{ operationId?: string } | undefined>(API_OPERATION, handler);
    return {
      scopes,
      operation: described?.operationId ?? handler.name,
      takesFiles: this.#reflector.get<boolean | undefined>(TAKES_FILES, handler) === true,
    };
  }
}
