import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Principal } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import type { KeyedRequest } from '@wetread/http';
import type { FastifyReply } from 'fastify';
import { type LimitKind, type Quota, type TenantLimiter, WINDOW_S } from './tenant-limiter.ts';

/** A minute, where a tenant's record names no other. */
export type DefaultLimits = Readonly<Record<LimitKind, number>>;

/** Counts keyed requests against their tenant's limits, and tells what is left. It runs after the key was looked at. */
@Injectable()
export class LimitsGuard implements CanActivate {
  readonly #limiter: TenantLimiter;
  readonly #defaults: DefaultLimits;

  constructor(limiter: TenantLimiter, defaults: DefaultLimits) {
    this.#limiter = limiter;
    this.#defaults = defaults;
  }

  /** @throws WetreadError limit_exceeded */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const { principal, keyed } = http.getRequest<KeyedRequest>();
    if (!principal || !keyed) return true;
    const reply = http.getResponse<FastifyReply>();
    const kinds: readonly LimitKind[] = keyed.takesFiles ? uploads : requests;
    const quotas = kinds.map((kind) => this.#take(principal, kind));
    return quotas.every(isKnown) ? admit(reply, quotas) : Promise.all(quotas).then((known) => admit(reply, known));
  }

  #take({ tenant, limits }: Principal, kind: LimitKind): Quota | Promise<Quota> {
    const own = kind === 'requests' ? limits?.requestsPerMinute : limits?.uploadsPerMinute;
    return this.#limiter.take(tenant, kind, own ?? this.#defaults[kind]);
  }
}

const requests = ['requests'] as const;
const uploads = ['requests', 'uploads'] as const;

const isKnown = (quota: Quota | Promise<Quota>): quota is Quota => !(quota instanceof Promise);

/** @throws WetreadError limit_exceeded */
function admit(reply: FastifyReply, quotas: readonly Quota[]): true {
  tell(reply, quotas);
  const used = quotas.find(({ admitted }) => !admitted);
  if (used) throw exceeded(used);
  return true;
}

/** draft-ietf-httpapi-ratelimit-headers-10: lists of structured fields, one member a policy. */
function tell(reply: FastifyReply, quotas: readonly Quota[]): void {
  const list = (member: (quota: Quota) => string) =>
    quotas.map((quota) => `"${quota.kind}";${member(quota)}`).join(', ');
  reply.header(
    'ratelimit-policy',
    list(({ limit }) => `q=${limit};w=${WINDOW_S}`),
  );
  reply.header(
    'ratelimit',
    list(({ remaining, resetS }) => `r=${remaining};t=${resetS}`),
  );
}

function exceeded({ kind, limit, resetS }: Quota): WetreadError {
  return new WetreadError('limit_exceeded', `This tenant may send ${limit} ${kind} a minute.`, {
    retryAfterS: resetS,
    details: { limit: kind, quota: limit },
  });
}
