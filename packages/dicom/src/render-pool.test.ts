import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import {
  type DicomFileOptions,
  dicomFile,
  pngBomb,
  pngFile,
  renamedPdf,
  syntheticRadiograph,
  tempFolder,
  transferSyntaxes,
  truncated,
} from '@wetread/testing';
import { afterEach, expect, it } from 'vitest';
import { encodePng, renderGrey } from './render.ts';
import { RenderPool, type RenderPoolOptions } from './render-pool.ts';

const pools: RenderPool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

function pool(options: RenderPoolOptions = {}): RenderPool {
  const made = new RenderPool({ threads: 1, ...options });
  pools.push(made);
  return made;
}

const file = await dicomFile({ image: syntheticRadiograph({ width: 300, height: 280, bits: 12 }) });

it('renders bytes and paths as renderGrey does, and leaves the bytes to the caller', async () => {
  const folder = await tempFolder('pool');
  const path = join(folder.path, 'a.dcm');
  await writeFile(path, file);
  const expected = await renderGrey(file);
  const renders = pool({ threads: 2 });
  expect(await Promise.all([renders.render(file), renders.render(path)])).toEqual([expected, expected]);
  const { png, width, height } = await renders.renderPng(file.subarray(0));
  expect([width, height]).toEqual([300, 280]);
  expect(Buffer.from(png).equals(await encodePng(expected))).toBe(true);
  expect(file.readUInt8(128)).toBe('D'.charCodeAt(0));
  await folder.remove();
});

it('gives each file its own reason and goes on', async () => {
  const renders = pool({ threads: 2 });
  const files = [renamedPdf(), truncated(file), await pngBomb(20_000, 20_000), file];
  const answers = await Promise.allSettled(files.map((each) => renders.render(each)));
  expect(answers.map((answer) => (answer.status === 'rejected' ? answer.reason.code : 'rendered'))).toEqual([
    'not_dicom',
    'truncated',
    'image_too_large',
    'rendered',
  ]);
});

it('refuses what shows nothing, and tells pictures apart by their pixels alone', async () => {
  const renders = pool({ threads: 1 });
  const drawn = syntheticRadiograph({ width: 100, height: 90, bits: 12 });
  const shown = (paint: (value: number, at: number) => number, options: DicomFileOptions = {}) =>
    dicomFile({ image: { ...drawn, pixels: drawn.pixels.map(paint) }, ...options }).then((each) =>
      renders.render(each),
    );
  await expect(shown(() => 900)).rejects.toMatchObject({ code: 'blank_image' });
  await expect(shown((value, at) => (at < 40 ? value : 900))).rejects.toMatchObject({ code: 'blank_image' });
  await expect(shown((value) => (value > 2000 ? 4095 : 0))).rejects.toMatchObject({ code: 'saturated_image' });
  const window = { center: 1800, width: 2 };
  await expect(shown((value) => value, { window })).rejects.toMatchObject({ code: 'saturated_image' });
  const hash = async (source: Promise<Buffer>) => (await renders.renderPng(await source)).pixelHash;
  const plain = await hash(dicomFile({ image: drawn }));
  expect(await hash(dicomFile({ image: drawn, transferSyntax: transferSyntaxes.jpeg2000Lossless }))).toBe(plain);
  expect(await hash(dicomFile({ image: drawn, photometric: 'MONOCHROME1' }))).toBe(plain);
  expect(await hash(dicomFile({ image: syntheticRadiograph({ width: 100, height: 90, bits: 12, seed: 2 }) }))).not.toBe(
    plain,
  );
});

it('keeps the sentence of a refusal once, with its detail', async () => {
  const error = await renderGrey(truncated(file)).catch((reason: Error) => reason);
  await expect(pool().render(truncated(file))).rejects.toThrow((error as Error).message);
});

it('refuses more than its queue holds, and takes work again when there is room', async () => {
  const renders = pool({ maxQueue: 2 });
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => renders.render(file)));
  const codes = answers.map((answer) => (answer.status === 'rejected' ? answer.reason.code : 'rendered'));
  expect(codes).toEqual(['rendered', 'rendered', 'rendered', 'overloaded', 'overloaded']);
  expect((await renders.render(file)).width).toBe(300);
});

it('ends a render that takes too long, and renders the next', async () => {
  const large = await pngFile(syntheticRadiograph({ width: 2_000, height: 2_000 }));
  const slow = pool({ timeoutMs: 1 });
  await expect(slow.render(large)).rejects.toMatchObject({ code: 'deadline_exceeded', retryable: true });
  await expect(slow.render(large)).rejects.toMatchObject({ code: 'deadline_exceeded' });
});

it('leaves the event loop free while it renders', async () => {
  const large = await pngFile(syntheticRadiograph({ width: 1_500, height: 1_500 }));
  let turns = 0;
  let rendering = true;
  const countTurns = async () => {
    for (; rendering; turns++) await turn();
  };
  const rendered = pool().render(large);
  await Promise.all([rendered.finally(() => (rendering = false)), countTurns()]);
  expect(turns).toBeGreaterThan(50);
});

it('finishes what runs when it is closed, and refuses what waits', async () => {
  const renders = pool();
  const [running, waiting] = [renders.render(file), renders.render(file)];
  const refused = expect(waiting).rejects.toMatchObject({ code: 'draining' });
  await renders.close();
  await refused;
  expect((await running).width).toBe(300);
  await expect(renders.render(file)).rejects.toMatchObject({ code: 'draining' });
});
