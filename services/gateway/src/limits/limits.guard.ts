import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { TenantDirectory } from '@wetread/accounts';
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
  readonly #tenants: TenantDirectory;
  readonly #defaults: DefaultLimits;

  constructor(limiter: TenantLimiter, tenants: TenantDirectory, defaults: DefaultLimits) {
    this.#limiter = limiter;
    this.#tenants = tenants;
    this.#defaults = defaults;
  }

  /** @throws WetreadError limit_exceeded */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const { principal, keyed } = http.getRequest<KeyedRequest>();
    if (!principal || !keyed) return true;
    const kinds: LimitKind[] = keyed.takesFiles ? ['requests', 'uploads'] : ['requests'];
    const quotas = await this.#take(principal.tenant, kinds);
    tell(http.getResponse<FastifyReply>(), quotas);
    const used = quotas.find(({ admitted }) => !admitted);
    if (used) throw exceeded(used);
    return true;
  }

  async #take(tenant: string, kinds: readonly LimitKind[]): Promise<Quota[]> {
    const record = await this.#tenants.find(tenant);
    const own = { requests: record?.limits?.requestsPerMinute, uploads: record?.limits?.uploadsPerMinute };
    return Promise.all(kinds.map((kind) => this.#limiter.take(tenant, kind, own[kind] ?? this.#defaults[kind])));
  }
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
