import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DicomFileOptions,
  dicomFile,
  sopClasses,
  syntheticRadiograph,
  type TempFolder,
  tempFolder,
  transferSyntaxes,
} from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from './admit-pixels.ts';
import { colourful, missingPrograms, run } from './fixtures/peers.ts';
import { readHeader } from './header.ts';
import { readMetadata } from './metadata.ts';
import { isTranscoded, toExplicitLittleEndian } from './transcode.ts';
import { explicitLittleEndian } from './uids.ts';

/** Our explicit little endian against the file before other software compressed it, and against what that software unpacks. */

const missing = missingPrograms(
  ['dcmcjpeg', 'dcmdjpeg', 'dcmcjpls', 'dcmdjpls', 'dcmcrle', 'dcmdrle', 'dcmconv', 'gdcmconv'],
  'packages dcmtk and libgdcm-tools',
);
const image = syntheticRadiograph({ width: 301, height: 249, bits: 12, seed: 12 });
const secondary = { image, sopClass: sopClasses.secondaryCapture, modality: 'OT' };
const nested = {
  RequestAttributesSequence: [
    { ScheduledProcedureStepID: 'S-1', RequestedProcedureID: 'R' },
    { RequestedProcedureID: 'Q' },
  ],
};
const sources: Readonly<Record<string, DicomFileOptions>> = {
  '8 bit': { image, bitsStored: 8 },
  '12 bit': { image, attributes: nested },
  '16 bit signed': { image, bitsStored: 16, signed: true },
  '12 bit signed': { image, bitsStored: 12, signed: true },
  palette: { ...secondary, photometric: 'PALETTE COLOR', bitsStored: 8 },
  colour: { ...secondary, photometric: 'RGB', bitsStored: 8 },
};

/** Attributes that say how the pixels were packed, or by whom: programs write their own. */
const packing = new Set([
  '00020010',
  '00280301',
  '00282110',
  '00282112',
  '00282114',
  '00080018',
  '00080008',
  '00082111',
  '00089215',
]);

async function contentOf(file: Uint8Array) {
  const header = await readHeader(file);
  const { offset = 0 } = header.pixelData ?? {};
  const bytes = (header.bitsAllocated / 8) * header.rows * header.columns * header.samplesPerPixel;
  const json = Object.entries(await readMetadata(file)).filter(([tag]) => !packing.has(tag) && tag !== '7FE00010');
  return {
    syntax: header.transferSyntaxUid,
    photometric: header.photometric,
    json: Object.fromEntries(json),
    pixels: Buffer.from(file.subarray(offset, offset + bytes)),
  };
}

let folder: TempFolder;
let count = 0;
beforeAll(async () => {
  folder = await tempFolder('transcode');
});
afterAll(() => folder?.remove());

/** @returns the file before and after a program */
async function through(program: string, options: readonly string[], file: Buffer): Promise<Buffer> {
  const [before, after] = [join(folder.path, `${++count}.dcm`), join(folder.path, `${count}.out.dcm`)];
  await writeFile(before, file);
  await run(program, [...options, before, after]);
  return readFile(after);
}
const transcoded = async (file: Uint8Array) => contentOf((await toExplicitLittleEndian(file, defaultLimits)).bytes);

const grey = ['8 bit', '12 bit', '16 bit signed', '12 bit signed', 'palette'];
type Peer = [name: string, pack: string, options: string[], unpack: string, unpackOptions: string[], files: string[]];
const peers: Peer[] = [
  ['rleLossless', 'dcmcrle', [], 'dcmdrle', [], [...grey, 'colour']],
  ['jpegBaseline', 'dcmcjpeg', ['+eb', '+q', '95'], 'dcmdjpeg', [], ['8 bit']],
  ['jpegExtended', 'dcmcjpeg', ['+ee', '+q', '95'], 'dcmdjpeg', [], ['12 bit']],
  ['jpegLosslessFirstOrder', 'dcmcjpeg', ['+e1'], 'dcmdjpeg', [], [...grey, 'colour']],
  ['jpegLossless', 'dcmcjpeg', ['+el', '+sv', '6'], 'dcmdjpeg', [], grey],
  ['jpegLsLossless', 'dcmcjpls', ['+el'], 'dcmdjpls', [], [...grey, 'colour']],
  ['jpegLsNearLossless', 'dcmcjpls', ['+en', '+md', '4'], 'dcmdjpls', [], ['8 bit', '12 bit']],
  ['jpeg2000Lossless', 'gdcmconv', ['--j2k'], 'gdcmconv', ['--raw'], ['8 bit', '12 bit', '16 bit signed', 'colour']],
  ['jpeg2000', 'gdcmconv', ['--j2k', '--lossy', '-r', '8'], 'gdcmconv', ['--raw'], ['8 bit', '12 bit']],
];

describe.skipIf(missing.length > 0)(
  'explicit little endian has the samples that others unpack, and every attribute',
  () => {
    const cases = peers.flatMap(([syntax, pack, options, unpack, unpackOptions, files]) =>
      files.map((source) => [syntax, source, { pack, options, unpack, unpackOptions }] as const),
    );
    it.each(cases)('%s of %s', async (syntax, source, { pack, options, unpack, unpackOptions }) => {
      const plain = await dicomFile(sources[source]);
      const packed = await through(pack, options, plain);
      expect((await readHeader(packed)).transferSyntaxUid).toBe(
        transferSyntaxes[syntax as keyof typeof transferSyntaxes],
      );
      const [ours, theirs] = [await transcoded(packed), await contentOf(await through(unpack, unpackOptions, packed))];
      expect([ours.syntax, ours.photometric]).toEqual([explicitLittleEndian, theirs.photometric]);
      expect(ours.pixels.equals(theirs.pixels)).toBe(true);
      if (/(?<!Near)Lossless/.test(syntax)) {
        expect(ours.pixels.equals((await contentOf(plain)).pixels)).toBe(true);
      }
      expect(ours.json).toEqual((await contentOf(packed)).json);
    });

    it.each(grey)('implicit little endian and deflated of %s, as dcmconv has them', async (source) => {
      const plain = await dicomFile(sources[source]);
      const wanted = await contentOf(plain);
      for (const option of ['+ti', '+td']) {
        const stored = await through('dcmconv', [option], plain);
        expect(isTranscoded((await readHeader(stored)).transferSyntaxUid)).toBe(true);
        const ours = await transcoded(stored);
        expect(ours.pixels.equals(wanted.pixels)).toBe(true);
        expect(ours.json).toEqual((await contentOf(await through('dcmconv', ['+te'], stored))).json);
      }
    });

    it('is read by others', async () => {
      const packed = await dicomFile({ ...sources['12 bit'], transferSyntax: transferSyntaxes.htj2kLossless });
      const { bytes } = await toExplicitLittleEndian(packed, defaultLimits);
      expect(
        (await contentOf(await through('dcmconv', ['+te'], bytes))).pixels.equals((await contentOf(bytes)).pixels),
      ).toBe(true);
    });
  },
);

it('is not made of what has it already, of big endian, or of what cannot be decoded', async () => {
  for (const transferSyntax of [transferSyntaxes.explicitLittleEndian, transferSyntaxes.explicitBigEndian]) {
    expect(isTranscoded(transferSyntax)).toBe(false);
    await expect(toExplicitLittleEndian(await dicomFile({ image, transferSyntax }), defaultLimits)).rejects.toThrow();
  }
  const broken = await dicomFile({ image, transferSyntax: transferSyntaxes.jpegLsLossless });
  broken.fill(0x11, broken.indexOf('ffd8ff', 'hex') + 40);
  await expect(toExplicitLittleEndian(broken, defaultLimits)).rejects.toThrow();
});
