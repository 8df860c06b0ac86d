/** When a delivery is tried: delays before each attempt, in milliseconds, the first before the first. */
export type Schedule = readonly number[];

const longestRetryAfterMs = 24 * 3_600_000;

/**
 * @param made attempts so far
 * @param retryAfterMs what the receiver asked for; it can lengthen a delay, never shorten it
 * @param chance in [0, 1): spreads the return of many deliveries that failed at one moment
 * @returns milliseconds to the next attempt, undefined where none is left
 */
export function nextDelayMs(
  schedule: Schedule,
  made: number,
  retryAfterMs = 0,
  chance = Math.random(),
): number | undefined {
  const planned = schedule[made];
  if (planned === undefined) return undefined;
  return Math.round(Math.max(planned * (1 + 0.1 * chance), Math.min(retryAfterMs, longestRetryAfterMs)));
}

/** Retry-After, RFC 9110 10.2.3: seconds or a date. @returns milliseconds, undefined where it is neither */
export function parseRetryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** `5s`, `30m`, `2h`, or milliseconds without a unit. @returns undefined where it is none of them */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit = 'ms'] = /^(\d{1,9})\s*(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits) * unitsMs[unit as keyof typeof unitsMs];
}
