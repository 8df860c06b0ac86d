import { randomBytes } from 'node:crypto';
import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { type AuditEntry, encodeEntry, makeEntry, type NewAuditEntry } from './entries.ts';
import { auditPrefix, minuteOf } from './keys.ts';

export interface AuditLogOptions {
  /** What is recorded is stored after so long at the latest; a crash loses no more. */
  readonly flushMs: number;
  /** Entries held at most while the storage is away; then nothing more is let in (I6). */
  readonly maxHeld?: number;
  /** Told of each write that failed; the entries are kept and tried again. */
  onFailure?(error: unknown, held: number): void;
  onSuccess?(): void;
}

const maxPerSegment = 1_000;

/**
 * Appends to the audit log. Entries are stored in segments, each written once under a name of its own: nothing here, or
 * anywhere in the product, changes or deletes one.
 */
export class AuditLog {
  readonly #storage: ObjectStorage;
  readonly #options: AuditLogOptions;
  readonly #maxHeld: number;
  readonly #writer = randomBytes(6).toString('hex');
  readonly #timer: NodeJS.Timeout;
  #held: AuditEntry[] = [];
  #number = 0;
  #writing: Promise<void> | undefined;

  constructor(storage: ObjectStorage, options: AuditLogOptions) {
    this.#storage = storage;
    this.#options = options;
    this.#maxHeld = options.maxHeld ?? 10_000;
    this.#timer = setInterval(() => void this.settle().catch(() => undefined), options.flushMs).unref();
  }

  /** To be asked before an act: what could not be recorded must not happen. @throws WetreadError storage_unavailable */
  admit(): void {
    if (this.#held.length < this.#maxHeld) return;
    throw new WetreadError('storage_unavailable', 'The audit log cannot be written; try again later.', {
      retryAfterS: 5,
    });
  }

  record(entry: NewAuditEntry): void {
    this.#held.push(makeEntry(entry));
    if (this.#held.length >= maxPerSegment && !this.#writing) void this.settle().catch(() => undefined);
  }

  /** Resolves when everything recorded so far is stored. Many who wait share one write. @throws WetreadError storage_unavailable */
  async settle(): Promise<void> {
    // One under way does not hold what was recorded since it began.
    await this.#writing?.catch(() => undefined);
    if (this.#held.length === 0) return this.#writing;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.settle();
  }

  async #write(): Promise<void> {
    const entries = this.#held;
    this.#held = [];
    const kept: AuditEntry[] = [];
    let failure: unknown;
    for (const segment of segmentsOf(entries)) {
      await this.#append(segment).catch((error) => {
        failure = error;
        kept.push(...segment);
      });
    }
    if (kept.length === 0) return this.#options.onSuccess?.();
    this.#held = [...kept, ...this.#held];
    this.#options.onFailure?.(failure, this.#held.length);
    throw failure;
  }

  async #append(segment: AuditEntry[]): Promise<void> {
    const [{ tenant, at }] = segment as [AuditEntry];
    const name = `${String(Date.now()).padStart(13, '0')}-${this.#writer}-${this.#number++}`;
    const body = Buffer.from(segment.map(encodeEntry).join(''));
    const key = `${auditPrefix(tenant)}${minuteOf(at)}-${name}.jsonl`;
    if (await this.#storage.putIfAbsent(key, body)) return;
    throw new WetreadError('internal', `The audit segment ${key} exists already.`);
  }
}

/** Entries of one tenant and one minute each, in the order of time. */
function segmentsOf(entries: readonly AuditEntry[]): AuditEntry[][] {
  const groups = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const key = `${entry.tenant} ${minuteOf(entry.at)}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(entry);
  }
  return [...groups.values()].flatMap((group) => {
    group.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const parts = Math.ceil(group.length / maxPerSegment);
    return Array.from({ length: parts }, (_, i) => group.slice(i * maxPerSegment, (i + 1) * maxPerSegment));
  });
}
