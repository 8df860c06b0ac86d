import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { type AuditEntry, parseEntry } from './entries.ts';
import { auditPrefix, isSegment, minuteOf, minuteOfPath } from './keys.ts';

export interface AuditQuery {
  /** RFC 3339, UTC; from the beginning where absent. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
}

export interface AuditPage {
  readonly entries: AuditEntry[];
  readonly next?: string;
}

interface Place {
  /** Of a segment, below the tenant's prefix. */
  readonly path: string;
  /** Lines of it that were given before. */
  readonly lines: number;
}

/**
 * Oldest first: in the order of minutes, and within a minute in the order of segments.
 *
 * @throws WetreadError invalid_request, record_invalid, storage_unavailable
 */
export async function listAudit(storage: ObjectStorage, tenant: string, query: AuditQuery): Promise<AuditPage> {
  const { since = '', until = '9999', limit } = query;
  const from = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  const prefix = auditPrefix(tenant);
  const entries: AuditEntry[] = [];
  for await (const { key } of storage.list(prefix, startOf(prefix, since, from))) {
    const path = key.slice(prefix.length);
    if (minuteOfPath(path) > minuteOf(until.padEnd(16, '9'))) break;
    const lines = linesOf(await storage.get(key));
    for (let i = path === from?.path ? from.lines : 0; i < lines.length; i++) {
      const entry = parseEntry(lines[i] as string, key);
      if (entry.at < since || entry.at > until) continue;
      if (entries.length === limit) return { entries, next: encodeCursor({ path, lines: i }) };
      entries.push(entry);
    }
  }
  return { entries };
}

/** Listing starts behind this key. A segment's own name without its last letter sorts just before it. */
function startOf(prefix: string, since: string, from: Place | undefined): string {
  if (from) return prefix + from.path.slice(0, -1);
  return prefix + (since === '' ? '' : minuteOf(since));
}

const linesOf = (bytes: Buffer): string[] => bytes.toString('utf8').split('\n').filter(Boolean);

const encodeCursor = ({ path, lines }: Place): string => Buffer.from(`${path} ${lines}`).toString('base64url');

function decodeCursor(cursor: string): Place {
  const [path = '', lines = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (isSegment(path) && /^\d{1,6}$/.test(lines)) return { path, lines: Number(lines) };
  throw new WetreadError('invalid_request', 'The cursor is not one that a page of this list gave.');
}
