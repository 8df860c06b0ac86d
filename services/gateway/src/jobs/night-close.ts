import { type JobPayload, makeEvent } from '@wetread/contracts';
import type { JobContext, JobQueues } from '@wetread/queues';
import { announce } from '@wetread/studies';
import { refOfNight } from '../nights/night-store.ts';
import type { NightClosing, NightCounts, NightRecord, NightRow } from '../nights/records.ts';
import { counted, noCounts, type ReportParts, rowsOf } from '../nights/report.ts';

/**
 * Closes a night when its time has come: the rows, then the closing, which is written once, then its event, which has one
 * id (I3). Whoever comes after a crash goes on at what is missing.
 */
export interface CloseDeps extends ReportParts {
  readonly queues: JobQueues;
}

export async function closeNight(deps: CloseDeps, payload: JobPayload<'night.close'>, job: JobContext): Promise<void> {
  const { nights } = deps;
  const night = await nights.find(payload);
  if (!night) return;
  const waitMs = Date.parse(night.closesAt) - Date.now();
  if (waitMs > 0) return job.postpone(waitMs);
  const closing = (await nights.findClosing(payload)) ?? (await close(deps, night));
  const { byReason: _, ...counts } = closing.counts;
  const data = { night: night.id, date: night.date, ...counts };
  await announce(
    deps.studies,
    deps.queues,
    makeEvent(night.tenant, 'night.closed', data, { now: new Date(closing.at) }),
  );
  await nights.markClosed(payload);
  job.logger.info({ night: night.id, ...counts }, 'night closed');
}

async function close(deps: CloseDeps, night: NightRecord): Promise<NightClosing> {
  const ref = refOfNight(night);
  let counts: NightCounts = noCounts;
  async function* counting(): AsyncGenerator<NightRow> {
    for await (const row of rowsOf(deps, ref)) {
      counts = counted(counts, row);
      yield row;
    }
  }
  await deps.nights.putRows(ref, counting());
  return deps.nights.close(ref, { at: new Date().toISOString(), counts });
}
