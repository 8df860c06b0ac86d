import type { TenantDirectory } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import { withRedis } from '@wetread/queues';
import type { StudyIndex } from '@wetread/studies';
import { uploadsInFlight } from '../metrics.ts';

export interface AdmissionLimits {
  readonly maxUploads: number;
  readonly maxPendingStudies: number;
  /** Of one tenant, where its record names no other limit. */
  readonly maxQueuedStudies: number;
}

/** Decides before a body is read whether there is room for what it will cause (I6). */
export class Admission {
  readonly #index: StudyIndex;
  readonly #tenants: Pick<TenantDirectory, 'find'>;
  readonly #limits: AdmissionLimits;
  #inFlight = 0;

  constructor(index: StudyIndex, tenants: Pick<TenantDirectory, 'find'>, limits: AdmissionLimits) {
    this.#index = index;
    this.#tenants = tenants;
    this.#limits = limits;
  }

  /** @throws WetreadError overloaded, limit_exceeded, queue_unavailable, storage_unavailable */
  async admit<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const { maxUploads } = this.#limits;
    if (this.#inFlight >= maxUploads) {
      throw new WetreadError('overloaded', `${maxUploads} requests with files are under way.`, { retryAfterS: 2 });
    }
    this.#count(1);
    try {
      await this.#checkQueue(tenant);
      return await work();
    } finally {
      this.#count(-1);
    }
  }

  /** The tenant's own limit first: it tells more than that all is full. */
  async #checkQueue(tenant: string): Promise<void> {
    const record = await this.#tenants.find(tenant);
    const limit = record?.limits?.queuedStudies ?? this.#limits.maxQueuedStudies;
    const { own, all } = await withRedis('counting pending studies', () => this.#index.countPendingOf(tenant));
    if (own >= limit) {
      const details = { limit: 'queuedStudies', quota: limit };
      throw new WetreadError('limit_exceeded', `${own} studies of this tenant wait to be read.`, {
        retryAfterS: 30,
        details,
      });
    }
    if (all < this.#limits.maxPendingStudies) return;
    throw new WetreadError('overloaded', `${all} studies wait to be read.`, { retryAfterS: 30 });
  }

  #count(by: number): void {
    this.#inFlight += by;
    uploadsInFlight.set(this.#inFlight);
  }
}
