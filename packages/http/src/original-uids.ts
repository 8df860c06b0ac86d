import type { FastifyRequest } from 'fastify';

/** Knows what stands for the UIDs that senders use. */
export interface UidResolver {
  resolve(
    tenant: string,
    named: { readonly study: string; readonly parts: readonly string[] },
  ): Promise<{ readonly study: string; readonly parts: readonly string[] }>;
}

const ofStudies = /^\/(?:v1|dicomweb)\/studies\/:/;
const uid = /^\d+(\.\d+)*$/;
/** Parameters that hold UIDs: of the study, and of its parts. */
const ofStudy = ['id', 'study'];
const ofParts = ['series', 'instance'];

export type NamingRequest = FastifyRequest & {
  /** Its path may hold UIDs of a sender, which say whom a study is of: they are for no log. */
  namesUnresolved?: boolean;
};

/**
 * Lets a sender name a de-identified study by its own UIDs: in the path's parameters they become those that stand for them,
 * before a controller, the audit log or an error sees them.
 *
 * @throws WetreadError storage_unavailable, identity_unavailable
 */
export async function resolveUids(request: NamingRequest, tenant: string, resolver: UidResolver): Promise<void> {
  if (!ofStudies.test(request.routeOptions.url ?? '')) return;
  const params = request.params as Record<string, string>;
  const holdsUid = (name: string) => uid.test(params[name] ?? '');
  const study = ofStudy.find(holdsUid);
  const others = ofParts.filter(holdsUid);
  if (study === undefined) return;
  request.namesUnresolved = true;
  const named = { study: params[study] as string, parts: others.map((name) => params[name] as string) };
  const found = await resolver.resolve(tenant, named);
  request.namesUnresolved = false;
  params[study] = found.study;
  for (const [i, name] of others.entries()) params[name] = found.parts[i] as string;
}
