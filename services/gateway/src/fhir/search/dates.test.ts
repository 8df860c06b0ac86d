import { describe, expect, it } from 'vitest';
import { boundsOf, dateTerm, isInTerm, prefixes, spanOf } from './dates.ts';

const holds = (asked: string, found: string): boolean => isInTerm(dateTerm(asked), spanOf(found), Date.UTC(2026, 5, 1));

describe('a date that is searched for', () => {
  it.each([
    ['2026-03-02', '2026-03-02', true],
    ['2026-03-02', '2026-03-02T23:59:59.999Z', true],
    ['2026-03-02', '2026-03-03T00:00:00Z', false],
    ['2026-03', '2026-03-31', true],
    ['2026', '2026-12-31T23:00:00Z', true],
    ['2026-03-02T10:00Z', '2026-03-02', false],
    ['2026-03-02T01:00:00+02:00', '2026-03-01T23:00:00Z', true],
    ['2026-03-02T01:00:00 02:00', '2026-03-01T23:00:00Z', true],
    ['ne2026-03-02', '2026-03-03', true],
    ['gt2026-03-02', '2026-03-02T12:00:00Z', false],
    ['gt2026-03-02T12:00:00Z', '2026-03-02', true],
    ['ge2026-03-02', '2026-03-02T12:00:00Z', true],
    ['lt2026-03-02', '2026-03-01', true],
    ['lt2026-03-02', '2026-03-02', false],
    ['le2026-03-02', '2026-03-02', true],
    ['sa2026-03-02', '2026-03-02', false],
    ['sa2026-03-02', '2026-03-03', true],
    ['eb2026-03-02', '2026-03-01', true],
    ['eb2026-03-02', '2026-03-02', false],
    ['ap2026-05-25', '2026-05-25', true],
    ['ap2026-05-25', '2026-01-01', false],
  ])('%s: is %s among it? %s', (asked, found, expected) => {
    expect(holds(asked, found)).toBe(expected);
  });

  it.each(['', 'today', '2026-13', '2026-02-29', '2026-3-2', 'xx2026', '2026-03-02T25:00:00Z', '2026-03-02T10'])(
    '%j is none',
    (text) => {
      expect(() => dateTerm(text)).toThrow(/A date is/);
    },
  );
});

it('the bounds in the index leave out nothing that matches', () => {
  const day = 86_400_000;
  const start = Date.UTC(2026, 1, 25);
  const dates = Array.from({ length: 12 }, (_, i) => new Date(start + i * day).toISOString().slice(0, 10));
  for (const prefix of prefixes) {
    for (const asked of ['2026-03-02', '2026-03-02T12:00:00Z', '2026-03']) {
      const term = dateTerm(`${prefix}${asked}`);
      const { min, max } = boundsOf(term, day);
      for (const found of dates.map(spanOf).filter((span) => isInTerm(term, span))) {
        expect(found.from).toBeGreaterThanOrEqual(min);
        expect(found.from).toBeLessThanOrEqual(max);
      }
    }
  }
});
