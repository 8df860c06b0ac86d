import { RefusalError } from '@wetread/contracts';
import { jpegFile, pngFile, seededRandom, syntheticRadiograph } from '@wetread/testing';
import { expect, it } from 'vitest';
import { fuzz } from './fixtures/fuzz.ts';
import { mutants } from './fixtures/mutations.ts';
import { renderGrey } from './render.ts';

/** The whole run of 5,000 is `npm run bench -- fuzz`; FUZZ_COUNT and FUZZ_SEED ask for other runs of it here. */
const count = Number(process.env['FUZZ_COUNT'] ?? 800);
const seed = Number(process.env['FUZZ_SEED'] ?? 42);

it(`answers ${count} mutated DICOM files of seed ${seed} with an image or a refusal`, async () => {
  const report = await fuzz(count, seed);
  console.log(`fuzz: ${JSON.stringify(report)}`);
  expect(report.faults).toEqual([]);
  expect(report.files).toBe(count);
  for (const end of ['rendered', 'truncated', 'damaged', 'pixel_data_invalid']) {
    expect(report.ends[end]).toBeGreaterThan(count / 50);
  }
  expect(report.grownMb).toBeLessThan(1_024);
}, 240_000);

it('answers 200 mutated pictures with an image or a refusal', async () => {
  const picture = (bits: number) => syntheticRadiograph({ width: 72, height: 66, bits });
  const files = [await pngFile(picture(8)), await jpegFile(picture(8)), await pngFile(picture(12))];
  const counts = new Map<string, number>();
  for (const file of mutants(files, 200, seededRandom(7))) {
    const end = await outcome(() => renderGrey(file, { maxPixels: 1_000_000, minSide: 64 }));
    counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  expect(counts.get('ok')).toBeGreaterThan(10);
  expect(counts.size).toBeGreaterThan(3);
}, 120_000);

/** 'ok' or the refusal's code; anything else that is thrown fails the test. */
async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'ok';
  } catch (error) {
    if (error instanceof RefusalError) return error.code;
    throw error;
  }
}
