import { doneAt, type NightWindow } from '@wetread/batches';

/** How fast a batch goes, when it will be done, and whether that is in time. */

export interface Sample {
  /** RFC 3339. */
  readonly at: string;
  /** Items that had an outcome by then. */
  readonly settled: number;
}

export interface Pace {
  /** 0 to 1. */
  readonly fraction: number;
  /** Items a minute, measured over the newest samples; absent until some were settled. */
  readonly ratePerMinute?: number;
  readonly eta?: Date;
  readonly atRisk: boolean;
}

const everyMs = 10_000;
/** Ten minutes: long enough to even out slow studies, short enough to notice that a reader went away. */
const kept = 60;

/** The samples with one more, unless the last is too new or work has rested since. */
export function sampled(samples: readonly Sample[], settled: number, now: Date): Sample[] {
  const last = samples.at(-1);
  if (last && now.getTime() - Date.parse(last.at) < everyMs) return [...samples];
  return [...samples, { at: now.toISOString(), settled }].slice(-kept);
}

export interface PaceOf {
  readonly total: number;
  readonly settled: number;
  readonly samples: readonly Sample[];
  readonly window?: NightWindow | undefined;
  readonly dueAt?: string | undefined;
}

export function paceOf({ total, settled, samples, window, dueAt }: PaceOf, now: Date): Pace {
  const fraction = total === 0 ? 0 : settled / total;
  const left = total - settled;
  const perMs = rate(samples, settled, now);
  const eta = perMs === undefined ? undefined : doneAt(window, now, left / perMs);
  return {
    fraction,
    ...(perMs !== undefined && { ratePerMinute: perMs * 60_000 }),
    ...(eta && { eta }),
    atRisk: dueAt !== undefined && left > 0 && isLate(new Date(dueAt), eta ?? doneAt(window, now, 1)),
  };
}

/** Without a rate yet, the work can end no earlier than the window opens. */
const isLate = (due: Date, earliest: Date): boolean => earliest > due;

/** Items a millisecond from the oldest kept sample until now. */
function rate([oldest]: readonly Sample[], settled: number, now: Date): number | undefined {
  if (!oldest || settled <= oldest.settled) return undefined;
  return (settled - oldest.settled) / Math.max(1, now.getTime() - Date.parse(oldest.at));
}
