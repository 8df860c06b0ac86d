import { describe, expect, it } from 'vitest';
import { greedy } from '../fixtures/prompts.ts';
import type { Sampling } from './decoder.ts';
import { Sampler, SamplerScratch } from './sampler.ts';

const logits = Float32Array.of(1, 3, 2, -1, 0);
const sampler = (change: Partial<Sampling>) => new Sampler({ ...greedy, ...change }, new SamplerScratch(logits.length));

/** How often each token is drawn of `draws`. */
function frequencies(change: Partial<Sampling>, draws = 20_000): number[] {
  const counts = new Array<number>(logits.length).fill(0);
  const drawer = sampler({ seed: 42, ...change });
  for (let i = 0; i < draws; i++) {
    const id = drawer.next(logits.slice());
    counts[id] = (counts[id] as number) + 1 / draws;
  }
  return counts;
}

const softmax = (values: readonly number[]): number[] => {
  const powers = values.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
};

describe('the sampler', () => {
  it('takes the likeliest, the first of equals, where temperature is 0', () => {
    expect(sampler({}).next(logits.slice())).toBe(1);
    expect(sampler({}).next(Float32Array.of(2, 5, 5, 1, 0))).toBe(1);
  });

  it('draws by the probabilities that the temperature gives', () => {
    const expected = softmax([...logits].map((logit) => logit / 1.5));
    for (const [id, share] of frequencies({ temperature: 1.5 }).entries()) {
      expect(share).toBeCloseTo(expected[id] as number, 1);
    }
  });

  it('draws only from the nucleus', () => {
    const [a, b, c] = softmax([1, 3, 2, -1, 0]) as [number, number, number];
    const found = frequencies({ temperature: 1, topP: b + c - 0.01 });
    expect(found[1]).toBeCloseTo(b / (b + c), 1);
    expect([found[0], found[3], found[4]]).toEqual([0, 0, 0]);
    expect(frequencies({ temperature: 1, topP: b + c + 0.01 })[0]).toBeCloseTo(a / (a + b + c), 1);
    expect(frequencies({ temperature: 1, topP: 1e-6 })[1]).toBeCloseTo(1, 9);
  });

  it('penalizes what was generated, whatever its sign', () => {
    const positive = sampler({ repetitionPenalty: 2 });
    expect([positive.next(logits.slice()), positive.next(logits.slice())]).toEqual([1, 2]);
    const negative = sampler({ repetitionPenalty: 2 });
    const below = () => Float32Array.of(-1, -1.5, -5, -6, -7);
    expect([negative.next(below()), negative.next(below())]).toEqual([0, 1]);
  });

  it('says so where there is nothing to choose', () => {
    expect(sampler({}).next(Float32Array.of(1, Number.NaN, 2, 0, 0))).toBe(-1);
    expect(sampler({ temperature: 1 }).next(Float32Array.of(1, Number.POSITIVE_INFINITY, 2, 0, 0))).toBe(-1);
    expect(sampler({}).next(new Float32Array(5).fill(Number.NEGATIVE_INFINITY))).toBe(-1);
  });
});
