import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Bundle, GreyImage } from '@wetread/model';
import type { BareSettings } from './bare.worker.ts';

/** How the machine's threads are spent: some workers with some threads each. */
export interface Layout {
  readonly workers: number;
  readonly intraOpThreads: number;
}

/** Bare sessions, their images dealt out among them. */
export class Bare {
  readonly #workers: Worker[];

  private constructor(workers: Worker[]) {
    this.#workers = workers;
  }

  static async start(bundle: Bundle, images: readonly GreyImage[], layout: Layout): Promise<Bare> {
    const workers = Array.from({ length: layout.workers }, (_, worker) => {
      const own = images.filter((_, i) => i % layout.workers === worker);
      const settings: BareSettings = {
        graph: bundle.path(bundle.manifest.encoder.file),
        manifest: bundle.manifest,
        intraOpThreads: layout.intraOpThreads,
        images: own,
      };
      return new Worker(new URL('./bare.worker.ts', import.meta.url), { workerData: settings });
    });
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    return new Bare(workers);
  }

  /** Encodes every image once, in batches of `batch`. */
  async encodeAll(batch: number): Promise<void> {
    const done = this.#workers.map((worker) => once(worker, 'message'));
    for (const worker of this.#workers) worker.postMessage(batch);
    await Promise.all(done);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
