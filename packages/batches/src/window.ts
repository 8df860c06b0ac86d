import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** When routine work may run: every day from `start` until `end` by the wall clock of a place. */

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time such as 22:00')
  .meta({ example: '22:00' });

const timeZone = z
  .string()
  .max(64)
  .refine(isZone, 'not an IANA time zone such as Europe/Berlin')
  .meta({ example: 'Europe/Berlin' });

export const nightWindow = z
  .object({ start: clock, end: clock.describe('Before `start`: of the next day.'), time_zone: timeZone })
  .refine(({ start, end }) => start !== end, { message: 'start and end are the same time', path: ['end'] });
export type NightWindow = z.infer<typeof nightWindow>;

/** One night of a window. */
export interface Night {
  /** Local date of its start, YYYY-MM-DD. */
  readonly date: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
}

/** The night that `now` lies in, or else the next one. */
export function nightOf(window: NightWindow, now: Date): Night {
  const today = localDate(window, now);
  // A night that lies wholly in an hour that is left out has no length; the one after it has.
  for (let days = -1; ; days++) {
    const night = nightOn(window, today.add({ days }));
    if (night.opensAt < night.closesAt && night.closesAt > now) return night;
  }
}

export const isOpen = (window: NightWindow, now: Date): boolean => nightOf(window, now).opensAt <= now;

/** When work of `ms` is done that starts at `now` and rests while the window is closed. Without a window it never rests. */
export function doneAt(window: NightWindow | undefined, now: Date, ms: number): Date {
  if (!window) return new Date(now.getTime() + ms);
  const longest = 400;
  let [from, left] = [now, ms];
  for (let nights = 0; nights < longest; nights++) {
    const { opensAt, closesAt } = nightOf(window, from);
    const start = Math.max(opensAt.getTime(), from.getTime());
    if (start + left <= closesAt.getTime()) return new Date(start + left);
    left -= closesAt.getTime() - start;
    from = closesAt;
  }
  // More than a year of nights: no date would mean anything.
  return new Date(from.getTime() + left);
}

/** Milliseconds between two moments in which work does not rest. Without a window it never rests. */
export function openMsBetween(window: NightWindow | undefined, from: Date, until: Date): number {
  if (!window) return Math.max(0, until.getTime() - from.getTime());
  let open = 0;
  for (let at = from; at < until; ) {
    const { opensAt, closesAt } = nightOf(window, at);
    const start = Math.max(opensAt.getTime(), at.getTime());
    open += Math.max(0, Math.min(closesAt.getTime(), until.getTime()) - start);
    at = closesAt;
  }
  return open;
}

/** The first moment after `after` at which the window's wall clock reads `time`. */
export function nextAt({ time_zone }: NightWindow, time: string, after: Date): Date {
  const start = zoned(time_zone, after).toPlainDate();
  for (let days = 0; ; days++) {
    const at = edge(start.add({ days }), time, time_zone, 'earlier');
    if (at > after) return at;
  }
}

function nightOn({ start, end, time_zone }: NightWindow, date: Temporal.PlainDate): Night {
  const lastDay = end > start ? date : date.add({ days: 1 });
  return {
    date: date.toString(),
    opensAt: edge(date, start, time_zone, 'earlier'),
    closesAt: edge(lastDay, end, time_zone, 'later'),
  };
}

/**
 * The moment at which the wall clock reaches a time. Where it reads that time twice, a window runs from the first such
 * moment and until the last; where it leaves that time out, the moment of the leap is meant.
 */
function edge(date: Temporal.PlainDate, time: string, zone: string, which: 'earlier' | 'later'): Date {
  const local = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const at = local.toZonedDateTime(zone, { disambiguation: which });
  if (at.toPlainDateTime().equals(local)) return new Date(at.epochMilliseconds);
  const before = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return new Date((before.getTimeZoneTransition('next') ?? at).epochMilliseconds);
}

const localDate = ({ time_zone }: NightWindow, at: Date) => zoned(time_zone, at).toPlainDate();

const zoned = (zone: string, at: Date) => Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);

function isZone(name: string): boolean {
  // An offset such as +02:00 has no daylight saving, and would be right for half of the year.
  if (/^[+-]|^\d/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
