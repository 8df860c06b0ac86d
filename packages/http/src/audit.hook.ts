import type { AuditActor, AuditLog, AuditObject, NewAuditEntry } from '@wetread/audit';
import type { Logger } from '@wetread/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KeyedRequest } from './api-key.guard.ts';
import type { NamingRequest } from './original-uids.ts';

export interface AuditParts {
  readonly log: AuditLog;
  readonly service: NewAuditEntry['service'];
  readonly logger: Logger;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type AuditedRequest = KeyedRequest & NamingRequest & { auditObjects?: AuditObject[]; auditDone?: boolean };

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
  fastify.addHook('onRequest', (request, reply, done) => {
    (request as AuditedRequest).receivedAt = new Date();
    // The end of an answer, or that of a caller who left in its middle and has read a part.
    reply.raw.once('close', () => {
      if (reply.raw.headersSent) record(parts, request, reply);
    });
    done();
  });
  // After the guards, so that what is not keyed goes on where the log is full.
  fastify.addHook('onSend', (request: AuditedRequest, reply, payload, done) => {
    const send = () => done(null, payload);
    if (!isChange(request, reply) || !record(parts, request, reply)) return send();
    // The change is made: its entry stays in the log's memory and is tried again.
    const settled = log.settle().catch((err) => logger.error({ err }, 'a change could not be audited yet'));
    void settled.then(send);
  });
}

const isChange = ({ method, keyed }: AuditedRequest, { statusCode }: FastifyReply): boolean =>
  method !== 'GET' && method !== 'HEAD' && statusCode < 400 && keyed?.takesFiles === false;

/** @returns whether there was anything to record */
function record({ log, service }: AuditParts, request: AuditedRequest, reply: FastifyReply): boolean {
  const { keyed, auditDone, receivedAt, auditObjects } = request;
  const caller = request.principal ?? request.refusedCaller;
  if (!keyed || !caller || auditDone) return false;
  request.auditDone = true;
  const named = objectsOf(request, reply);
  const route = request.routeOptions.url;
  const address = request.socket.remoteAddress;
  const forwardedFor = addressesOf(request.headers['x-forwarded-for']);
  const entry: Writable<NewAuditEntry> = {
    tenant: caller.tenant,
    service,
    actor: actorOf(caller),
    operation: keyed.operation,
    method: request.method,
    outcome: outcomeOf(reply.statusCode),
    status: reply.statusCode,
    objects: auditObjects ? [...named, ...auditObjects] : named,
    requestId: request.id,
  };
  if (receivedAt) entry.at = receivedAt;
  if (route) entry.route = route;
  if (address) entry.address = address;
  if (forwardedFor) entry.forwardedFor = forwardedFor;
  log.record(entry);
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
 * not valid, a parameter may be anything, a name too, and is left out; so is what could not be resolved.
 */
function objectsOf(request: AuditedRequest, reply: FastifyReply): AuditObject[] {
  if (reply.statusCode === 400 || request.namesUnresolved) return [];
  const params = request.params as Record<string, string>;
  const objects: AuditObject[] = [];
  for (const { before, name } of parametersOf(request.routeOptions.url ?? '')) {
    const id = params[name];
    const type = before.startsWith(':') ? (params[before.slice(1)] ?? '') : before;
    if (id !== undefined && idForm.test(id) && idForm.test(type)) objects.push({ type, id });
  }
  return objects;
}

interface Parameter {
  readonly name: string;
  /** The part of the path before it, a parameter too perhaps. */
  readonly before: string;
}

/** By route, of which there are so many and no more. */
const parameters = new Map<string, readonly Parameter[]>();

function parametersOf(route: string): readonly Parameter[] {
  const known = parameters.get(route);
  if (known) return known;
  const parts = route.split('/');
  const found = parts.flatMap((part, i) =>
    part.startsWith(':') ? [{ name: part.slice(1), before: parts[i - 1] ?? 'object' }] : [],
  );
  parameters.set(route, found);
  return found;
}

function addressesOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = String(header ?? '');
  return /^[0-9a-fA-F.:, ]{1,200}$/.test(text) ? text : undefined;
}
