import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DicomFileOptions,
  dicomFile,
  sopClasses,
  syntheticRadiograph,
  tempFolder,
  transferSyntaxes,
} from '@wetread/testing';
import { describe, it } from 'vitest';
import { AS_IT_IS, expectAlike, FIRST_LUT, FIRST_WINDOW, missingPrograms, RANGE } from './fixtures/peers.ts';

const missing = missingPrograms(['dcm2pnm', 'dcmj2pnm'], 'package dcmtk');

const image = syntheticRadiograph({ width: 301, height: 250, bits: 12, seed: 11 });
const noWindow = { attributes: { WindowCenter: undefined, WindowWidth: undefined } };
const secondary = { sopClass: sopClasses.secondaryCapture, modality: 'OT' };
const window = { center: 1800, width: 2100 };
const jpeg = { transferSyntax: transferSyntaxes.jpegBaseline };

/** A table of `count` entries from the value `first` on, each `bits` wide. */
const lut = (first: number, count: number, bits: number, entry: (place: number) => number) => ({
  LUTDescriptor: [count, first, bits],
  LUTData: Array.from({ length: count }, (_, at) => Math.round(entry(at / (count - 1)) * (2 ** bits - 1))),
  _vrMap: { LUTDescriptor: 'US', LUTData: 'US' },
});
const curve = (place: number): number => place ** 1.7;
const voiLut = { attributes: { VOILUTSequence: [lut(300, 3200, 12, curve)] } };
const modalityLut = {
  ModalityLUTSequence: [{ ...lut(0, 4096, 16, (place) => place ** 0.8), ModalityLUTType: 'US' }],
  RescaleSlope: undefined,
  RescaleIntercept: undefined,
  RescaleType: undefined,
};

describe.skipIf(missing.length > 0)('renders as dcmtk does, within one level on 99 % of the pixels', () => {
  it.each<[string, DicomFileOptions, string[]]>([
    ['12 bit, window', { window }, FIRST_WINDOW],
    ['12 bit, range', noWindow, RANGE],
    ['8 bit, window', { bitsStored: 8, window: { center: 120, width: 90 } }, FIRST_WINDOW],
    ['10 bit in the upper bits', { bitsStored: 10, highBit: 15, window: { center: 500, width: 600 } }, FIRST_WINDOW],
    ['14 bit signed, window', { bitsStored: 14, signed: true, window: { center: 300, width: 9000 } }, FIRST_WINDOW],
    ['16 bit signed, range', { ...secondary, bitsStored: 16, signed: true }, RANGE],
    [
      '16 bit, MONOCHROME1',
      { bitsStored: 16, photometric: 'MONOCHROME1', window: { center: 32000, width: 40000 } },
      FIRST_WINDOW,
    ],
    ['MONOCHROME1, range', { ...noWindow, photometric: 'MONOCHROME1' }, RANGE],
    ['rescaled', { rescale: { slope: 1.5, intercept: -1024 }, window: { center: 1500, width: 3000 } }, FIRST_WINDOW],
    ['sigmoid', { window: { ...window, function: 'SIGMOID' } }, FIRST_WINDOW],
    [
      'the first of two windows',
      { attributes: { WindowCenter: ['1800', '900'], WindowWidth: ['2100', '300'] } },
      FIRST_WINDOW,
    ],
    ['VOI LUT, which wins over the window', { window, ...voiLut }, FIRST_LUT],
    ['VOI LUT, MONOCHROME1', { photometric: 'MONOCHROME1', ...voiLut }, FIRST_LUT],
    [
      'modality LUT, window',
      { ...secondary, attributes: { ...modalityLut, WindowCenter: '30000', WindowWidth: '40000' } },
      FIRST_WINDOW,
    ],
    ['modality LUT, range', { ...secondary, attributes: modalityLut }, RANGE],
    ['palette', { ...secondary, photometric: 'PALETTE COLOR', bitsStored: 8 }, AS_IT_IS],
    ['palette of 12 bits', { ...secondary, photometric: 'PALETTE COLOR' }, AS_IT_IS],
    ['RGB', { ...secondary, photometric: 'RGB', bitsStored: 8 }, AS_IT_IS],
    ['RGB, planar', { ...secondary, photometric: 'RGB', planar: true, bitsStored: 8 }, AS_IT_IS],
    ['YBR_FULL', { ...secondary, photometric: 'YBR_FULL', bitsStored: 8 }, AS_IT_IS],
    ['implicit little endian', { window, transferSyntax: transferSyntaxes.implicitLittleEndian }, FIRST_WINDOW],
    ['JPEG baseline', { ...jpeg, window: { center: 128, width: 256 } }, FIRST_WINDOW],
    ['JPEG baseline, narrow window', { ...jpeg, window: { center: 110, width: 128 } }, FIRST_WINDOW],
    ['JPEG baseline, colour', { ...secondary, ...jpeg, photometric: 'YBR_FULL_422', bitsStored: 8 }, AS_IT_IS],
  ])('%s', async (_, options, asked) => {
    const folder = await tempFolder('dcmtk');
    const file = join(folder.path, 'a.dcm');
    await writeFile(file, await dicomFile({ image, ...options }));
    const program = options.transferSyntax === transferSyntaxes.jpegBaseline ? 'dcmj2pnm' : 'dcm2pnm';
    await expectAlike(file, { program, file, asked });
    await folder.remove();
  });
});
