import { expect, it } from 'vitest';
import { Breaker } from './breaker.ts';

it('lets everybody through until the receiver is down, then one probe at a time, ever more rarely', () => {
  const breaker = new Breaker();
  for (let i = 0; i < 3; i++) expect(breaker.enter('a', 0)).toBeUndefined();
  // The three that were under way count as one failure.
  for (let i = 0; i < 3; i++) breaker.leave('a', true, 100);
  expect(breaker.enter('a', 1_000)).toBeGreaterThan(0);
  expect(breaker.enter('b', 1_000)).toBeUndefined();
  expect(breaker.enter('a', 1_100)).toBeUndefined();
  expect(breaker.enter('a', 1_200)).toBeGreaterThan(0);
  breaker.leave('a', true, 1_300);
  expect(breaker.enter('a', 3_200)).toBeGreaterThan(0);
  expect(breaker.enter('a', 3_300)).toBeUndefined();
});

it('is rid of an outage by one success, and waits no longer than about two minutes', () => {
  const breaker = new Breaker();
  let now = 0;
  for (let i = 0; i < 20; i++) {
    while (breaker.enter('a', now) !== undefined) now += 1_000;
    breaker.leave('a', true, now);
  }
  expect(breaker.enter('a', now)).toBeLessThanOrEqual(120_000);
  expect(breaker.enter('a', now + 60_000)).toBeUndefined();
  breaker.leave('a', false, now + 60_000);
  for (let i = 0; i < 3; i++) expect(breaker.enter('a', now + 60_001)).toBeUndefined();
});

it('lets another probe where one found nothing out', () => {
  const breaker = new Breaker();
  breaker.leave('a', true, 0);
  expect(breaker.enter('a', 5_000)).toBeUndefined();
  breaker.leave('a', undefined, 5_000);
  expect(breaker.enter('a', 5_000)).toBeUndefined();
});
