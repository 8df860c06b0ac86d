import { readFile } from 'node:fs/promises';
import { runWetread } from '@wetread/testing';
import { describe, expect, it } from 'vitest';
import { exit } from '../exit-codes.ts';
import { aroundModelsMs, gpus } from './figures.ts';
import { type Night, planFor } from './plan.ts';

const night: Night = {
  studies: 36_000,
  seconds: 36_000,
  imagesAStudy: 1,
  tokensAStudy: 1_000,
  megabytesAnImage: 10,
  spare: 0,
};
const countOf = (change: Partial<Night>, pool: string) =>
  planFor({ ...night, ...change }, gpus.a100).pools.find((found) => found.pool === pool)?.count;

describe('a plan', () => {
  it('has as many devices as the tokens of a second need', () => {
    expect(countOf({}, 'llm: vLLM')).toBe(1);
    expect(countOf({ tokensAStudy: 1_600 }, 'llm: vLLM')).toBe(2);
    expect(countOf({ studies: 360_000 }, 'llm: vLLM')).toBe(7);
  });

  it('does the work in what is left of the night', () => {
    expect(planFor({ ...night, spare: 0.5 }, gpus.a100).studiesASecond).toBe(2);
    expect(countOf({ spare: 0.5 }, 'llm: vLLM')).toBe(2);
  });

  it('counts cores by processor time, and never less than one', () => {
    expect(countOf({ studies: 36_000_000 }, 'gateway')).toBe(aroundModelsMs.gateway);
    expect(countOf({ studies: 36_000_000, imagesAStudy: 2 }, 'ingest')).toBe(2 * aroundModelsMs.ingest);
    expect(countOf({ studies: 1 }, 'gateway')).toBe(1);
  });

  it('keeps each file and what is made of it', () => {
    const { storageBytes } = planFor({ ...night, imagesAStudy: 2 }, gpus.a100);
    expect(storageBytes).toBeGreaterThan(36_000 * 2 * 10e6);
  });
});

const capacity = (...args: string[]) => runWetread(['capacity', '--time-zone', 'Europe/Berlin', ...args]);
const hoursOf = async (...args: string[]) =>
  JSON.parse((await capacity('--json', ...args)).stdout).night.seconds / 3_600;

describe('wetread capacity', () => {
  it.each([
    ['2026-03-01', 8.5],
    ['2026-03-28', 7.5],
    ['2026-10-24', 9.5],
  ])('counts the hours of the night of %s by its clocks', async (date, hours) => {
    expect(await hoursOf('--studies', '20000', '--by', '06:30', '--night', date)).toBe(hours);
  });

  it.each([
    [['--studies', 'many', '--by', '06:30'], '--studies'],
    [['--studies', '10', '--by', '6.30'], '--by'],
    [['--studies', '10', '--by', '06:30', '--spare', '1'], '--spare'],
    [['--studies', '10', '--by', '06:30', '--gpu', 'abacus'], 'mi250x'],
    [['--studies', '10', '--by', '22:00'], 'same time'],
    [['--studies', '10'], '--by'],
  ])('%j is wrong usage', async (args, named) => {
    const { status, stderr } = await capacity(...args);
    expect(status).toBe(exit.usage);
    expect(stderr).toContain(named);
  });

  it.each(['mi250x', 'a100', 'h100'])('prints for %s what docs/capacity.md says', async (gpu) => {
    const { stdout } = await capacity('--studies', '20000', '--by', '06:30', '--night', '2026-03-01', '--gpu', gpu);
    const table = stdout.slice(0, stdout.indexOf('\nAssumed')).trim();
    expect(await readFile(new URL('../../../docs/capacity.md', import.meta.url), 'utf8')).toContain(table);
  });
});
