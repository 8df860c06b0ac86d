import { describe, expect, it } from 'vitest';
import { doneAt, isOpen, type NightWindow, nextAt, nightOf, nightWindow, openMsBetween } from './window.ts';

const berlin = (start: string, end: string): NightWindow => ({ start, end, time_zone: 'Europe/Berlin' });
const night = (window: NightWindow, now: string) => {
  const { date, opensAt, closesAt } = nightOf(window, new Date(now));
  return [date, opensAt.toISOString(), closesAt.toISOString()];
};
const hours = (window: NightWindow, now: string): number => {
  const { opensAt, closesAt } = nightOf(window, new Date(now));
  return (closesAt.getTime() - opensAt.getTime()) / 3_600_000;
};

describe('a window over midnight', () => {
  const window = berlin('22:00', '06:00');

  it.each([
    ['before it opens', '2026-01-10T12:00:00Z', '2026-01-10'],
    ['before midnight', '2026-01-10T22:30:00Z', '2026-01-10'],
    ['after midnight, on the next local date', '2026-01-11T04:59:59Z', '2026-01-10'],
    ['at the moment it closes', '2026-01-11T05:00:00Z', '2026-01-11'],
  ])('%s', (_, now, date) => {
    expect(night(window, now)[0]).toBe(date);
  });

  it('opens with its first moment and is closed at its last', () => {
    expect(isOpen(window, new Date('2026-01-10T20:59:59.999Z'))).toBe(false);
    expect(isOpen(window, new Date('2026-01-10T21:00:00Z'))).toBe(true);
    expect(isOpen(window, new Date('2026-01-11T05:00:00Z'))).toBe(false);
  });
});

it('a window within one day', () => {
  expect(night(berlin('01:00', '05:00'), '2026-07-01T12:00:00Z')).toEqual([
    '2026-07-02',
    '2026-07-01T23:00:00.000Z',
    '2026-07-02T03:00:00.000Z',
  ]);
});

// Berlin leaps from 02:00 to 03:00 on 29 March 2026 and reads 02:00 to 03:00 twice on 25 October 2026.
describe('daylight saving', () => {
  it('makes the night of the missing hour shorter', () => {
    expect(hours(berlin('22:00', '06:00'), '2026-03-28T22:00:00Z')).toBe(7);
  });

  it('makes the night of the doubled hour longer', () => {
    expect(hours(berlin('22:00', '06:00'), '2026-10-24T22:00:00Z')).toBe(9);
  });

  it('opens at the leap where the hour of its start is missing', () => {
    expect(night(berlin('02:30', '05:00'), '2026-03-28T12:00:00Z')[1]).toBe('2026-03-29T01:00:00.000Z');
  });

  it('closes at the leap where the hour of its end is missing', () => {
    expect(night(berlin('22:00', '02:30'), '2026-03-28T22:00:00Z')[2]).toBe('2026-03-29T01:00:00.000Z');
  });

  it('is left out where it lies wholly in the missing hour', () => {
    expect(night(berlin('02:10', '02:50'), '2026-03-28T12:00:00Z')[0]).toBe('2026-03-30');
  });

  it('opens with the first and closes with the second reading of a doubled time', () => {
    expect(night(berlin('02:15', '02:45'), '2026-10-24T12:00:00Z')).toEqual([
      '2026-10-25',
      '2026-10-25T00:15:00.000Z',
      '2026-10-25T01:45:00.000Z',
    ]);
  });

  it("is the zone's own: the south's night differs", () => {
    const santiago = { start: '22:00', end: '06:00', time_zone: 'America/Santiago' };
    // Chile leaps at midnight, from 24:00 to 01:00, on 5 September 2026.
    expect(hours(santiago, '2026-09-06T03:00:00Z')).toBe(7);
  });
});

describe('doneAt', () => {
  const window = berlin('22:00', '06:00');

  it('lets work rest while the window is closed', () => {
    const hour = 3_600_000;
    const done = (now: string, ms: number) => doneAt(window, new Date(now), ms).toISOString();
    expect(done('2026-01-10T21:00:00Z', 2 * hour)).toBe('2026-01-10T23:00:00.000Z');
    expect(done('2026-01-10T12:00:00Z', 2 * hour)).toBe('2026-01-10T23:00:00.000Z');
    expect(done('2026-01-10T21:00:00Z', 9 * hour)).toBe('2026-01-11T22:00:00.000Z');
  });

  it('goes straight on without a window', () => {
    expect(doneAt(undefined, new Date(0), 5).getTime()).toBe(5);
  });
});

it('a due time is the next such moment of the wall clock', () => {
  const window = berlin('22:00', '06:00');
  expect(nextAt(window, '06:30', new Date('2026-01-10T21:00:00Z')).toISOString()).toBe('2026-01-11T05:30:00.000Z');
  expect(nextAt(window, '23:00', new Date('2026-01-10T21:00:00Z')).toISOString()).toBe('2026-01-10T22:00:00.000Z');
});

it.each(['Mars/Base', '+02:00', ''])('a zone that is none is refused: %s', (time_zone) => {
  expect(nightWindow.safeParse({ start: '22:00', end: '06:00', time_zone }).success).toBe(false);
});

it.each([
  ['24:00', '06:00'],
  ['6:00', '22:00'],
  ['22:00', '22:00'],
])('times that make no window are refused: %s to %s', (start, end) => {
  expect(nightWindow.safeParse({ start, end, time_zone: 'UTC' }).success).toBe(false);
});

describe('openMsBetween', () => {
  const hour = 3_600_000;
  const between = (from: string, until: string, window?: NightWindow) =>
    openMsBetween(window, new Date(from), new Date(until)) / hour;
  const berlin = { start: '22:00', end: '06:00', time_zone: 'Europe/Berlin' };

  it('counts the nights and no day', () => {
    expect(between('2026-01-10T21:00:00Z', '2026-01-11T05:00:00Z', berlin)).toBe(8);
    expect(between('2026-01-10T23:30:00Z', '2026-01-11T01:00:00Z', berlin)).toBe(1.5);
    expect(between('2026-01-10T12:00:00Z', '2026-01-12T12:00:00Z', berlin)).toBe(16);
    expect(between('2026-01-10T06:00:00Z', '2026-01-10T12:00:00Z', berlin)).toBe(0);
  });

  it('knows that a night has an hour less in spring and one more in autumn', () => {
    expect(between('2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', berlin)).toBe(7);
    expect(between('2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', berlin)).toBe(9);
  });

  it('is all the time without a window, and none where the end is past', () => {
    expect(between('2026-01-10T00:00:00Z', '2026-01-10T03:00:00Z')).toBe(3);
    expect(between('2026-01-10T03:00:00Z', '2026-01-10T00:00:00Z')).toBe(0);
    expect(between('2026-01-10T03:00:00Z', '2026-01-10T00:00:00Z', berlin)).toBe(0);
  });
});
