import type { AuditActor, AuditLog, AuditObject, NewAuditEntry } from '@wetread/audit';
import type { Logger } from '@wetread/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KeyedRequest } from './api-key.guard.ts';

export interface AuditParts {
  readonly log: AuditLog;
  readonly service: NewAuditEntry['service'];
  readonly logger: Logger;
}

type AuditedRequest = KeyedRequest & { auditObjects?: AuditObject[]; auditDone?: boolean };

/** Objects that the path does not name, such as the studies of an upload. */
export function noteObjects(request: FastifyRequest, objects: readonly AuditObject[]): void {
  const audited = request as AuditedRequest;
  audited.auditObjects = [...(audited.auditObjects ?? []), ...objects];
}

/** Another service takes this request's files and writes the entry, which says more. */
export function leaveAuditToAnother(request: FastifyRequest): void {
  const audited = request as AuditedRequest;
  if (audited.keyed?.takesFiles) audited.auditDone = true;
}

/**
 * One entry for each request to a keyed route whose caller is known, also where the caller was refused, made from the route
 * itself: no controller has to think of it. A change is answered only after its entry is stored; what was read or
 * sent, and what was refused, is stored with the log's next write.
 */
export function auditRequests(fastify: FastifyInstance, parts: AuditParts): void {
  const { log, logger } = parts;
  fastify.addHook('onRequest', async (request) => {
    (request as AuditedRequest).receivedAt = new Date();
  });
  // After the guards, so that what is not keyed goes on where the log is full.
  fastify.addHook('onSend', async (request: AuditedRequest, reply, payload) => {
    if (!isChange(request, reply)) return payload;
    if (!record(parts, request, reply)) return payload;
    // The change is made: its entry stays in the log's memory and is tried again.
    await log.settle().catch((err) => logger.error({ err }, 'a change could not be audited yet'));
    return payload;
  });
  fastify.addHook('onResponse', async (request: AuditedRequest, reply) => {
    record(parts, request, reply);
  });
}

const isChange = ({ method, keyed }: AuditedRequest, { statusCode }: FastifyReply): boolean =>
  method !== 'GET' && method !== 'HEAD' && statusCode < 400 && keyed?.takesFiles === false;

/** @returns whether there was anything to record */
function record({ log, service }: AuditParts, request: AuditedRequest, reply: FastifyReply): boolean {
  const { keyed, auditDone, receivedAt } = request;
  const caller = request.principal ?? request.refusedCaller;
  if (!keyed || !caller || auditDone) return false;
  request.auditDone = true;
  const objects = [...objectsOf(request, reply), ...(request.auditObjects ?? [])];
  const forwardedFor = addressesOf(request.headers['x-forwarded-for']);
  log.record({
    ...(receivedAt && { at: receivedAt }),
    tenant: caller.tenant,
    service,
    actor: actorOf(caller),
    operation: keyed.operation,
    method: request.method,
    ...(request.routeOptions.url && { route: request.routeOptions.url }),
    outcome: outcomeOf(reply.statusCode),
    status: reply.statusCode,
    objects,
    requestId: request.id,
    ...(request.socket.remoteAddress && { address: request.socket.remoteAddress }),
    ...(forwardedFor && { forwardedFor }),
  });
  return true;
}

function actorOf({ keyId, token }: { keyId: string; token?: { issuer: string; subject: string } }): AuditActor {
  return token ? { kind: 'subject', id: token.subject, issuer: token.issuer } : { kind: 'key', id: keyId };
}

const outcomeOf = (status: number): NewAuditEntry['outcome'] =>
  status < 400 ? 'success' : status < 500 ? 'refused' : 'failed';

const idForm = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * What the path names: each parameter under the part before it, so `/v1/studies/:id` gives `studies`, and
 * `/fhir/:type/:id` the type. Where the request was
 * not valid, a parameter may be anything, a name too, and is left out.
 */
function objectsOf(request: FastifyRequest, reply: FastifyReply): AuditObject[] {
  if (reply.statusCode === 400) return [];
  const params = request.params as Record<string, string>;
  const parts = (request.routeOptions.url ?? '').split('/');
  return parts.flatMap((part, i) => {
    const id = part.startsWith(':') ? params[part.slice(1)] : undefined;
    const before = parts[i - 1] ?? 'object';
    const type = before.startsWith(':') ? (params[before.slice(1)] ?? '') : before;
    return id !== undefined && idForm.test(id) && idForm.test(type) ? [{ type, id }] : [];
  });
}

function addressesOf(header: string | string[] | undefined): string | undefined {
  const text = String(header ?? '');
  return /^[0-9a-fA-F.:, ]{1,200}$/.test(text) ? text : undefined;
}
