import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { KeyedRequest } from './api-key.guard.ts';

/** Knows what stands for the UIDs that senders use. */
export interface UidResolver {
  resolve(
    tenant: string,
    named: { readonly study: string; readonly parts: readonly string[] },
  ): Promise<{ readonly study: string; readonly parts: readonly string[] }>;
}

const ofStudies = /^\/(?:v1|dicomweb)\/studies\/:/;
/** Beside identifiers, a path may have the numbers of frames. */
const isUid = (name: string, value: string): boolean => name !== 'frames' && uid.test(value);
const uid = /^\d+(\.\d+)*$/;

/**
 * Lets a sender name a de-identified study by its own UIDs: in the path's parameters they become those that stand for them,
 * before a controller, the audit log or an error sees them. Comes after the guard that knows the caller.
 *
 * @throws WetreadError storage_unavailable, identity_unavailable
 */
@Injectable()
export class OriginalUidGuard implements CanActivate {
  readonly #resolver: UidResolver;

  constructor(resolver: UidResolver) {
    this.#resolver = resolver;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    const { principal } = request;
    if (!principal || !ofStudies.test(request.routeOptions.url ?? '')) return true;
    const params = request.params as Record<string, string>;
    const [study, ...others] = Object.keys(params).filter((name) => isUid(name, params[name] ?? ''));
    if (study === undefined) return true;
    const named = { study: params[study] as string, parts: others.map((name) => params[name] as string) };
    const found = await this.#resolver.resolve(principal.tenant, named);
    if (found.study === named.study) return true;
    params[study] = found.study;
    for (const [i, name] of others.entries()) params[name] = found.parts[i] as string;
    return true;
  }
}
