import { WetreadError } from '@wetread/contracts';
import { describe, expect, it, vi } from 'vitest';
import { mustBeThere, outageOf, outageWaitMs } from './outage.ts';

const away = new WetreadError('encoder_unavailable', 'nobody answers');
const peers = (check: () => Promise<void>) => ({ encoder: { check }, decoder: { check: async () => {} } }) as never;

describe('an outage', () => {
  it('is what was away before an attempt began, and not what went away during it', async () => {
    await mustBeThere(peers(async () => {}));
    const found = await mustBeThere(peers(() => Promise.reject(away))).catch((error: unknown) => error);
    expect(outageOf(found)?.code).toBe('encoder_unavailable');
    // A study that kills the encoder each time must come to its end.
    expect(outageOf(away)).toBeUndefined();
  });

  it('is also what no study can bring about', () => {
    for (const code of ['overloaded', 'storage_unavailable', 'queue_unavailable', 'bundle_mismatch'] as const)
      expect(outageOf(new WetreadError(code, ''))?.code).toBe(code);
    for (const code of ['image_invalid', 'deadline_exceeded', 'decoder_unavailable', 'internal'] as const)
      expect(outageOf(new WetreadError(code, ''))).toBeUndefined();
    expect(outageOf(new Error('else'))).toBeUndefined();
  });

  it('is looked at in growing steps up to the longest, sooner by urgent studies, and not before the hint', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const wait = (attempt: number, priority: 'urgent' | 'routine', error = away) =>
      outageWaitMs({ attempt, priority, longestMs: 60_000 }, error);
    expect([1, 2, 4, 9, 5_000].map((attempt) => wait(attempt, 'routine'))).toEqual([
      1_000, 2_000, 8_000, 60_000, 60_000,
    ]);
    expect(wait(9, 'urgent')).toBe(15_000);
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect(wait(1, 'urgent', new WetreadError('overloaded', '', { retryAfterS: 20 }))).toBe(20_000);
  });
});
