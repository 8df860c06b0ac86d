import type { BatchStore } from '@wetread/batches';
import type { JobContext, JobQueues } from '@wetread/queues';
import type { NightStore } from '../nights/night-store.ts';

/** Adds the jobs of all batches and nights that have not ended. Those that are there already are not added again (I1). */
export interface SweepDeps {
  readonly batches: BatchStore;
  readonly nights: NightStore;
  readonly queues: JobQueues;
}

export async function sweepBatches({ batches, nights, queues }: SweepDeps, job: JobContext): Promise<void> {
  let found = 0;
  for await (const ref of batches.listOpen()) {
    await queues.add('batch.advance', ref);
    found++;
  }
  for await (const ref of nights.listOpen()) {
    await queues.add('night.close', ref);
    found++;
  }
  if (found > 0) job.logger.debug({ found }, 'looked after open batches and nights');
}
