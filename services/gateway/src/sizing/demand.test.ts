import { type BatchView, newProgress } from '@wetread/batches';
import { describe, expect, it } from 'vitest';
import { type BatchNeed, demandOf, needOf } from './demand.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 10, 22, minutes));
const now = at(0);
const segment = (items: number, completed: number, released = true) => ({ items, completed, failed: 0, released });

function view(segments: ReturnType<typeof segment>[], batch: object, samples: BatchView['progress']['samples'] = []) {
  const progress = { ...newProgress, phase: 'in_progress', segments, samples };
  return { batch, progress } as unknown as BatchView;
}

describe('what a batch needs', () => {
  it('is its studies over four fifths of the time until it is due', () => {
    const batch = { dueAt: at(100).toISOString() };
    const need = needOf(view([segment(1_000, 200), segment(1_000, 0, false)], batch), now);
    expect(need).toMatchObject({ released: 800, atRisk: false, dueAt: batch.dueAt });
    expect(need?.perSecond).toBeCloseTo(1_800 / (80 * 60));
  });

  it('is more by night where its window is open for a part of the time', () => {
    const batch = { dueAt: at(100).toISOString(), window: { start: '22:00', end: '22:50', time_zone: 'UTC' } };
    expect(needOf(view([segment(600, 0)], batch), now)?.perSecond).toBeCloseTo(600 / (40 * 60));
  });

  it('is everything at once where the measured pace makes it late, or its time is past', () => {
    const samples = [{ at: at(-10).toISOString(), settled: 0 }];
    const late = needOf(view([segment(1_000, 10)], { dueAt: at(100).toISOString() }, samples), now);
    expect(late).toMatchObject({ atRisk: true, released: 990 });
    expect(late).not.toHaveProperty('perSecond');
    expect(needOf(view([segment(10, 0)], { dueAt: at(-1).toISOString() }), now)).not.toHaveProperty('perSecond');
  });

  it('is nothing of its own without a due time, or with nothing left', () => {
    expect(needOf(view([segment(10, 0)], {}), now)).toBeUndefined();
    expect(needOf(view([segment(10, 10)], { dueAt: at(1).toISOString() }), now)).toBeUndefined();
  });
});

describe('the demand', () => {
  const need = (released: number, perSecond?: number): BatchNeed => ({
    at: now.toISOString(),
    dueAt: at(100).toISOString(),
    released,
    atRisk: perSecond === undefined,
    ...(perSecond !== undefined && { perSecond }),
  });

  it('is all work where nothing is due at a known time', () => {
    expect(demandOf({ all: 70, urgent: 0, secondsEach: 4 }, [])).toBe(70);
    expect(demandOf({ all: 0, urgent: 0, secondsEach: 4 }, [])).toBe(0);
  });

  it('is what keeps a batch in time where it has time', () => {
    expect(demandOf({ all: 2_000, urgent: 0, secondsEach: 4 }, [need(2_000, 3)])).toBe(12);
  });

  it('counts other work beside it as a whole, and urgent work always', () => {
    expect(demandOf({ all: 2_050, urgent: 0, secondsEach: 4 }, [need(2_000, 3)])).toBe(62);
    expect(demandOf({ all: 1_000, urgent: 30, secondsEach: 4 }, [need(2_000, 3)])).toBe(42);
  });

  it('counts a batch at risk as a whole, beside one that has time', () => {
    expect(demandOf({ all: 900, urgent: 0, secondsEach: 4 }, [need(500), need(400, 1)])).toBe(504);
  });

  it('never passes the work, and is not none while there is some', () => {
    expect(demandOf({ all: 10, urgent: 0, secondsEach: 4 }, [need(2_000, 500)])).toBe(10);
    expect(demandOf({ all: 10, urgent: 0, secondsEach: 1 }, [need(10, 0.001)])).toBeGreaterThan(0);
  });

  it('is all work until a reading was timed', () => {
    expect(demandOf({ all: 500, urgent: 0, secondsEach: undefined }, [need(500, 1)])).toBe(500);
  });
});
