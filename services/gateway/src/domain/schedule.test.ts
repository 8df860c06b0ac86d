import { loadConfig } from '@wetread/config';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../config.ts';
import { nextDelayMs, parseDuration, parseRetryAfter } from './schedule.ts';

const hour = 3_600_000;
const { WEBHOOK_SCHEDULE: schedule, WEBHOOK_TIMEOUT_MS: timeoutMs } = loadConfig(configSchema, {
  WEBHOOK_SECRET_KEY: Buffer.alloc(32).toString('base64'),
});

describe('the schedule of Standard Webhooks', () => {
  it('is the default: ten attempts over 75 hours, 35 minutes and 5 seconds, each given 20 seconds', () => {
    expect(schedule).toEqual([0, 5_000, 300_000, 1_800_000, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour)]);
    expect(schedule.reduce((sum, delay) => sum + delay)).toBe((75 * 60 + 35) * 60_000 + 5_000);
    expect(timeoutMs).toBe(20_000);
  });

  it('is spread by chance, to later only, and ends', () => {
    expect(nextDelayMs(schedule, 1, 0, 0)).toBe(5_000);
    expect(nextDelayMs(schedule, 1, 0, 1)).toBe(5_500);
    expect(new Set(Array.from({ length: 20 }, () => nextDelayMs(schedule, 9))).size).toBeGreaterThan(1);
    expect(nextDelayMs(schedule, 10)).toBeUndefined();
  });

  it('is lengthened by Retry-After, never shortened, and by a day at most', () => {
    expect(nextDelayMs(schedule, 1, 60_000, 0)).toBe(60_000);
    expect(nextDelayMs(schedule, 2, 60_000, 0)).toBe(300_000);
    expect(nextDelayMs(schedule, 1, 1_000 * hour, 0)).toBe(24 * hour);
  });
});

it.each([
  ['120', 120_000],
  [' 5 ', 5_000],
  ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
  ['Wed, 21 Oct 2020 07:28:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  [undefined, undefined],
])('Retry-After %j is %j ms', (header, ms) => {
  const now = Date.parse('2026-10-21T07:28:00Z');
  // Date.parse takes more than HTTP dates; what it makes of a negative number lies in the past.
  expect(parseRetryAfter(header, now) || undefined).toBe(ms || undefined);
});

it.each([
  ['5s', 5_000],
  ['120h', 120 * hour],
  ['250', 250],
  ['2 m', 120_000],
  ['1d', undefined],
  ['', undefined],
])('the duration %j is %j ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
