import { RefusalError } from '@wetread/contracts';
import { dicomFile, jpegFile, pngBomb, pngFile, renamedPdf, syntheticRadiograph } from '@wetread/testing';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { sniff } from './sniff.ts';

const image = syntheticRadiograph({ width: 120, height: 90 });

it('tells formats by their bytes', async () => {
  expect(await sniff(await dicomFile({ image }))).toEqual({ kind: 'dicom' });
  expect(await sniff(await pngFile(image))).toEqual({ kind: 'png', width: 120, height: 90 });
  expect(await sniff(await jpegFile(image))).toEqual({ kind: 'jpeg', width: 120, height: 90 });
  expect(await sniff(renamedPdf())).toEqual({ kind: 'unknown' });
  expect(await sniff(Buffer.from([0xff]))).toEqual({ kind: 'unknown' });
});

it('finds the size of a progressive JPEG behind a profile', async () => {
  const file = await sharp(await pngFile(image))
    .withIccProfile('p3')
    .jpeg({ progressive: true })
    .toBuffer();
  expect(await sniff(file)).toEqual({ kind: 'jpeg', width: 120, height: 90 });
});

it('reads the size of a bomb without decoding it', async () => {
  expect(await sniff(await pngBomb(20_000, 20_000))).toEqual({ kind: 'png', width: 20_000, height: 20_000 });
});

it('refuses what ends before the size', async () => {
  const jpeg = await jpegFile(image);
  await expect(sniff(jpeg.subarray(0, 30))).rejects.toThrow(RefusalError);
  await expect(sniff((await pngFile(image)).subarray(0, 18))).rejects.toThrow(RefusalError);
  await expect(sniff(Buffer.alloc(0))).rejects.toMatchObject({ code: 'empty_file' });
});
