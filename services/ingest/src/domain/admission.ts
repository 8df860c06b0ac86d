import { WetreadError } from '@wetread/contracts';
import { withRedis } from '@wetread/queues';
import type { StudyIndex } from '@wetread/studies';
import { uploadsInFlight } from '../metrics.ts';

export interface AdmissionLimits {
  readonly maxUploads: number;
  readonly maxPendingStudies: number;
}

/** Decides before a body is read whether there is room for what it will cause (I6). */
export class Admission {
  readonly #index: StudyIndex;
  readonly #limits: AdmissionLimits;
  #inFlight = 0;

  constructor(index: StudyIndex, limits: AdmissionLimits) {
    this.#index = index;
    this.#limits = limits;
  }

  /** @throws WetreadError overloaded, queue_unavailable */
  async admit<T>(work: () => Promise<T>): Promise<T> {
    const { maxUploads, maxPendingStudies } = this.#limits;
    if (this.#inFlight >= maxUploads) {
      throw new WetreadError('overloaded', `${maxUploads} requests with files are under way.`, { retryAfterS: 2 });
    }
    this.#count(1);
    try {
      const pending = await withRedis('counting pending studies', () => this.#index.countPending());
      if (pending < maxPendingStudies) return await work();
      throw new WetreadError('overloaded', `${pending} studies wait to be read.`, { retryAfterS: 30 });
    } finally {
      this.#count(-1);
    }
  }

  #count(by: number): void {
    this.#inFlight += by;
    uploadsInFlight.set(this.#inFlight);
  }
}
