import type { EventType } from '@wetread/contracts';
import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import type { Redis } from 'ioredis';
import { type EndpointRecord, endpointRecord, liveKeys, newEndpointId } from '../domain/endpoint.ts';
import type { SecretBox } from '../domain/sealed-secret.ts';
import { makeKey, type SignatureKind, type SigningKey } from '../domain/signing-key.ts';
import { ReceiverStore } from './receiver-store.ts';

export interface NewEndpoint {
  readonly url: string;
  readonly events?: EventType[] | undefined;
  readonly description?: string | undefined;
  readonly payload?: EndpointRecord['payload'] | undefined;
  readonly signatures?: readonly SignatureKind[] | undefined;
  readonly allowedRanges?: string[] | undefined;
  readonly identifiers?: EndpointRecord['identifiers'];
}

/** An endpoint and, where it signs by `v1`, the secret, which is shown this once. */
export interface ShownEndpoint {
  readonly record: EndpointRecord;
  readonly secret?: string;
}

/** Every live key adds a signature to every request. */
const maxLiveKeys = 8;

export class EndpointStore extends ReceiverStore<EndpointRecord> {
  readonly #box: SecretBox;
  /** By what is in memory of an endpoint anyway, and for as long: opening costs more than signing. */
  readonly #opened = new WeakMap<SigningKey, string>();

  constructor(storage: ObjectStorage, box: SecretBox, redis: Redis) {
    super(storage, redis, { noun: 'webhook endpoint', folder: 'webhook-endpoints', schema: endpointRecord });
    this.#box = box;
  }

  /** @throws WetreadError conflict */
  async create(tenant: string, options: NewEndpoint): Promise<ShownEndpoint> {
    await this.admit(tenant);
    const { url, events, description, payload = 'thin', signatures = ['v1'], allowedRanges, identifiers } = options;
    const id = newEndpointId();
    const { keys, secret } = this.#newKeys(id, signatures);
    const record: EndpointRecord = {
      id,
      tenant,
      url,
      ...(events && { events }),
      ...(description && { description }),
      payload,
      keys,
      ...(allowedRanges && { allowedRanges }),
      ...(identifiers && { identifiers }),
      createdAt: new Date().toISOString(),
    };
    await this.add(record);
    return { record, ...(secret && { secret }) };
  }

  /** What signs now: during a rotation the old secrets too. */
  secretsOf(endpoint: EndpointRecord): string[] {
    return liveKeys(endpoint).map((key) => this.#opened.get(key) ?? this.#open(key, endpoint.id));
  }

  #open(key: SigningKey, endpoint: string): string {
    const secret = this.#box.open(key.secret, endpoint);
    this.#opened.set(key, secret);
    return secret;
  }

  /**
   * New keys of the kinds that the endpoint has; the old ones sign beside them for `overlapMs` more.
   *
   * @throws WetreadError not_found, conflict where so many rotations overlap already
   */
  async rotate(tenant: string, id: string, overlapMs: number, now = Date.now()): Promise<ShownEndpoint> {
    let secret: string | undefined;
    const expiresAt = new Date(now + overlapMs).toISOString();
    const record = await this.update(tenant, id, (before) => {
      const made = this.#newKeys(id, [...new Set(before.keys.map(({ kind }) => kind))]);
      secret = made.secret;
      const old = liveKeys(before, now).map((key) => ({ ...key, expiresAt: earlier(key.expiresAt, expiresAt) }));
      const keys = [...made.keys, ...old.filter((key) => Date.parse(key.expiresAt) > now)];
      if (keys.length <= maxLiveKeys) return { ...before, keys };
      throw new WetreadError('conflict', 'Too many secrets are valid at once; wait, or rotate with overlapSeconds 0.');
    });
    return { record, ...(secret && { secret }) };
  }

  #newKeys(id: string, kinds: readonly SignatureKind[]): { keys: SigningKey[]; secret?: string } {
    const made = kinds.map(makeKey);
    const createdAt = new Date().toISOString();
    const keys = made.map(({ secret, ...key }) => ({ ...key, secret: this.#box.seal(secret, id), createdAt }));
    const shared = made.find(({ kind }) => kind === 'v1');
    return { keys, ...(shared && { secret: shared.secret }) };
  }
}

const earlier = (a: string | undefined, b: string): string =>
  a !== undefined && Date.parse(a) < Date.parse(b) ? a : b;
