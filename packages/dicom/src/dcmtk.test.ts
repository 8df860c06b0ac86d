import { execFile, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type DicomFileOptions,
  dicomFile,
  sopClasses,
  syntheticRadiograph,
  tempFolder,
  transferSyntaxes,
} from '@wetread/testing';
import { describe, expect, it } from 'vitest';
import { renderGrey } from './render.ts';

const run = promisify(execFile);
const programs = ['dcm2pnm', 'dcmj2pnm'];
const missing = programs.filter((program) => spawnSync(program, ['--version']).error !== undefined);
if (missing.length > 0)
  console.warn(`Not compared with dcmtk: ${missing.join(' and ')} not on the PATH (package dcmtk).`);

const image = syntheticRadiograph({ width: 301, height: 250, bits: 12, seed: 11 });
const noWindow = { attributes: { WindowCenter: undefined, WindowWidth: undefined } };
const secondary = { sopClass: sopClasses.secondaryCapture, modality: 'OT' };
const window = { center: 1800, width: 2100 };
const jpeg = { transferSyntax: transferSyntaxes.jpegBaseline };

/** How dcmtk is asked: the file's first window, or the range of its values. */
const FIRST_WINDOW = ['+Wi', '1'];
const RANGE = ['+Wm'];

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
    ['implicit little endian', { window, transferSyntax: transferSyntaxes.implicitLittleEndian }, FIRST_WINDOW],
    ['JPEG baseline', { ...jpeg, window: { center: 128, width: 256 } }, FIRST_WINDOW],
    ['JPEG baseline, narrow window', { ...jpeg, window: { center: 110, width: 128 } }, FIRST_WINDOW],
  ])('%s', async (_, options, asked) => {
    const folder = await tempFolder('dcmtk');
    const file = join(folder.path, 'a.dcm');
    await writeFile(file, await dicomFile({ image, ...options }));
    const program = options.transferSyntax === transferSyntaxes.jpegBaseline ? 'dcmj2pnm' : 'dcm2pnm';
    await run(program, ['+op', ...asked, file, join(folder.path, 'a.pgm')]);
    const theirs = pgm(await readFile(join(folder.path, 'a.pgm')));
    const ours = (await renderGrey(file)).pixels;
    await folder.remove();
    expect(ours.length).toBe(theirs.length);
    const close = ours.filter((value, at) => Math.abs(value - (theirs[at] as number)) <= 1).length;
    expect(close / ours.length).toBeGreaterThanOrEqual(0.99);
    expect(new Set(ours).size).toBeGreaterThan(20);
  });
});

/** The pixels of a binary 8-bit PGM: three numbers, one byte of space, the rest. */
function pgm(file: Buffer): Buffer {
  const header = /^P5\s+(?:#[^\n]*\n)?\s*(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 200));
  if (!header) throw new Error('not a PGM file of 8 bits');
  return file.subarray(header[0].length);
}
