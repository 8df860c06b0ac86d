import type { ObjectStorage } from '@wetread/storage';
import type { Redis } from 'ioredis';
import {
  type DestinationRecord,
  type DicomwebDestination,
  type DimseDestination,
  destinationRecord,
  newDestinationId,
} from '../domain/destination.ts';
import type { SealedSecret, SecretBox } from '../domain/sealed-secret.ts';
import { ReceiverStore } from '../webhooks/receiver-store.ts';

type Common = 'description' | 'allowedRanges' | 'identifiers';

export type NewDestination =
  | Pick<DimseDestination, 'kind' | 'host' | 'port' | 'calledAeTitle' | 'callingAeTitle' | 'tls' | Common>
  | (Pick<DicomwebDestination, 'kind' | 'url' | Common> & { readonly authorization?: string | undefined });

export class DestinationStore extends ReceiverStore<DestinationRecord> {
  readonly #box: SecretBox;

  constructor(storage: ObjectStorage, box: SecretBox, redis: Redis) {
    super(storage, redis, { noun: 'destination', folder: 'destinations', schema: destinationRecord });
    this.#box = box;
  }

  /** @throws WetreadError conflict */
  async create(tenant: string, options: NewDestination): Promise<DestinationRecord> {
    await this.admit(tenant);
    const base = { id: newDestinationId(), tenant, createdAt: new Date().toISOString() };
    const record = { ...base, ...this.#sealed(base.id, options) };
    await this.add(record);
    return record;
  }

  /** @param change is given what seals an Authorization header for this record. @throws WetreadError not_found */
  change(
    tenant: string,
    id: string,
    change: (before: DestinationRecord, seal: (text: string) => SealedSecret) => DestinationRecord,
  ): Promise<DestinationRecord> {
    return this.update(tenant, id, (before) => change(before, (text) => this.#box.seal(text, id)));
  }

  /** What to send in the Authorization header. @throws WetreadError record_invalid */
  authorizationOf({ id, authorization }: DicomwebDestination): string | undefined {
    return authorization && this.#box.open(authorization, id);
  }

  #sealed(id: string, options: NewDestination) {
    if (options.kind === 'dimse') return options;
    const { authorization, ...rest } = options;
    return { ...rest, ...(authorization !== undefined && { authorization: this.#box.seal(authorization, id) }) };
  }
}
