import { describe, expect, it } from 'vitest';
import { paceOf, sampled } from './pace.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 10, 22, minutes));
const sample = (minutes: number, settled: number) => ({ at: at(minutes).toISOString(), settled });
const base = { total: 100, settled: 50, samples: [sample(0, 0)] };

describe('paceOf', () => {
  it('takes rate and end from what was measured', () => {
    expect(paceOf(base, at(10))).toEqual({ fraction: 0.5, ratePerMinute: 5, eta: at(20), atRisk: false });
  });

  it('measures from the oldest sample, not from what was there before', () => {
    expect(paceOf({ ...base, samples: [sample(0, 40)] }, at(10)).ratePerMinute).toBe(1);
  });

  it('is at risk only where the end lies after the due time', () => {
    expect(paceOf({ ...base, dueAt: at(21).toISOString() }, at(10)).atRisk).toBe(false);
    expect(paceOf({ ...base, dueAt: at(19).toISOString() }, at(10)).atRisk).toBe(true);
  });

  it('rests while the window is closed', () => {
    const window = { start: '22:00', end: '22:15', time_zone: 'UTC' };
    const { eta } = paceOf({ ...base, window }, at(10));
    expect(eta?.toISOString()).toBe('2026-01-11T22:05:00.000Z');
  });

  it('without a rate is at risk once the due time is past, or comes before the window', () => {
    const none = { total: 100, settled: 0, samples: [] };
    expect(paceOf({ ...none, dueAt: at(11).toISOString() }, at(10))).toEqual({ fraction: 0, atRisk: false });
    expect(paceOf({ ...none, dueAt: at(9).toISOString() }, at(10)).atRisk).toBe(true);
    const window = { start: '23:00', end: '06:00', time_zone: 'UTC' };
    expect(paceOf({ ...none, window, dueAt: at(50).toISOString() }, at(10)).atRisk).toBe(true);
  });

  it('is at no risk when all is done, whenever that was', () => {
    expect(paceOf({ ...base, settled: 100, dueAt: at(0).toISOString() }, at(10)).atRisk).toBe(false);
  });
});

describe('sampled', () => {
  it('keeps some samples, some time apart', () => {
    let samples = sampled([], 0, at(0));
    samples = sampled(samples, 1, new Date(at(0).getTime() + 5_000));
    expect(samples).toHaveLength(1);
    for (let minute = 1; minute < 200; minute++) samples = sampled(samples, minute, at(minute));
    expect(samples).toHaveLength(60);
    expect(samples.at(-1)).toEqual(sample(199, 199));
  });
});
