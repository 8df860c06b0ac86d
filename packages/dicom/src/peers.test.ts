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
import { AS_IT_IS, colourful, expectAlike, FIRST_WINDOW, missingPrograms, run } from './fixtures/peers.ts';
import { readHeader } from './header.ts';
import { renderGrey } from './render.ts';

/** Files that other software compressed, and our own read back by other software, each against dcmtk's rendering. */

const missing = missingPrograms(
  ['dcm2pnm', 'dcmj2pnm', 'dcml2pnm', 'dcmcjpeg', 'dcmcjpls', 'dcmcrle', 'dcmconv', 'gdcmconv'],
  'packages dcmtk and libgdcm-tools',
);

const odd = syntheticRadiograph({ width: 301, height: 249, bits: 12, seed: 12 });
const sources: Readonly<Record<string, DicomFileOptions>> = {
  '8 bit': { image: odd, bitsStored: 8, window: { center: 120, width: 200 } },
  '12 bit': { image: odd, window: { center: 1800, width: 2100 } },
  '16 bit signed': { image: odd, bitsStored: 16, signed: true, window: { center: 300, width: 40000 } },
};

const colour: DicomFileOptions = {
  image: odd,
  sopClass: sopClasses.secondaryCapture,
  modality: 'OT',
  photometric: 'RGB',
  bitsStored: 8,
};

type Peer = [string, string, string[], (keyof typeof sources)[]];
const all = ['8 bit', '12 bit', '16 bit signed'];
const peers: Peer[] = [
  ['deflated', 'dcmconv', ['+td'], all],
  ['explicitBigEndian', 'dcmconv', ['+tb'], all],
  ['rleLossless', 'dcmcrle', [], all],
  ['jpegBaseline', 'dcmcjpeg', ['+eb', '+q', '95'], ['8 bit']],
  ['jpegExtended', 'dcmcjpeg', ['+ee', '+q', '95'], ['12 bit', '8 bit']],
  ['jpegLosslessFirstOrder', 'dcmcjpeg', ['+e1'], all],
  ...[1, 2, 3, 4, 5, 6, 7].map((predictor): Peer => ['jpegLossless', 'dcmcjpeg', ['+el', '+sv', `${predictor}`], all]),
  ['jpegLsLossless', 'dcmcjpls', ['+el'], all],
  ['jpegLsNearLossless', 'dcmcjpls', ['+en', '+md', '4'], ['8 bit', '12 bit']],
  ['jpeg2000Lossless', 'gdcmconv', ['--j2k'], all],
  ['jpeg2000', 'gdcmconv', ['--j2k', '--lossy', '-r', '8'], ['8 bit', '12 bit']],
];

describe.skipIf(missing.length > 0)('renders what others compressed', () => {
  let folder: TempFolder;
  beforeAll(async () => {
    folder = await tempFolder('peers');
  });
  afterAll(() => folder?.remove());
  let count = 0;

  const cases = peers.flatMap(([syntax, program, options, files]) =>
    files.map((source) => [syntax, source, program, options] as const),
  );
  it.each(cases)('%s of %s, by %s %s', async (syntax, source, program, options) => {
    const [plain, file] = [join(folder.path, `${++count}.dcm`), join(folder.path, `${count}.peer.dcm`)];
    await writeFile(plain, await dicomFile(sources[source]));
    await run(program, [...options, plain, file]);
    expect((await readHeader(file)).transferSyntaxUid).toBe(uidOf(syntax));
    await expectAlike(file, { ...(await readable(file, syntax)), asked: FIRST_WINDOW });
  });

  const ours = Object.keys(transferSyntaxes).filter((syntax) => /^(rle|jpegL|jpeg2000|htj2k)/.test(syntax));
  it.each(ours.flatMap((syntax) => all.map((source) => [syntax, source] as const)))(
    'and what we compress is %s to them too, of %s',
    async (syntax, source) => {
      const file = join(folder.path, `${++count}.dcm`);
      await writeFile(file, await dicomFile({ ...sources[source], transferSyntax: uidOf(syntax) }));
      await expectAlike(file, { ...(await readable(file, syntax)), asked: FIRST_WINDOW });
    },
  );

  it.each<[string, string, string[]]>([
    ['rleLossless', 'dcmcrle', []],
    ['jpegBaseline', 'dcmcjpeg', ['+eb', '+q', '95']],
    ['jpegLosslessFirstOrder', 'dcmcjpeg', ['+e1']],
    ['jpegLsLossless', 'dcmcjpls', ['+el', '+il']],
    ['jpegLsLossless', 'dcmcjpls', ['+el', '+is']],
    ['jpegLsLossless', 'dcmcjpls', ['+el', '+in']],
    ['jpeg2000Lossless', 'gdcmconv', ['--j2k']],
  ])('%s in colour, by %s %s', async (syntax, program, options) => {
    const [plain, file] = [join(folder.path, `${++count}.dcm`), join(folder.path, `${count}.peer.dcm`)];
    await writeFile(plain, colourful(await dicomFile(colour), odd));
    await run(program, [...options, plain, file]);
    expect((await readHeader(file)).transferSyntaxUid).toBe(uidOf(syntax));
    await expectAlike(file, { ...(await readable(file, syntax)), asked: AS_IT_IS });
  });

  it.each(['jpeg2000Lossless', 'htj2kLossless'])('%s undoes its transform of colour', async (syntax) => {
    const transferSyntax = uidOf(syntax);
    const file = await dicomFile({ ...colour, photometric: 'YBR_RCT', transferSyntax });
    expect(await renderGrey(file)).toEqual(await renderGrey(await dicomFile(colour)));
  });

  /** dcmtk reads all but JPEG 2000, which gdcm unpacks for it. */
  async function readable(file: string, syntax: string): Promise<{ program: string; file: string }> {
    if (/^jpegLs/.test(syntax)) return { program: 'dcml2pnm', file };
    if (/^jpeg[BEL]/.test(syntax)) return { program: 'dcmj2pnm', file };
    if (!/2000|htj2k/.test(syntax)) return { program: 'dcm2pnm', file };
    const [known, raw] = [`${file}.known`, `${file}.raw`];
    await writeFile(known, asJpeg2000(await readFile(file)));
    await run('gdcmconv', ['--raw', known, raw]);
    return { program: 'dcm2pnm', file: raw };
  }
});

/** gdcm does not know the newer name, and its decoder, OpenJPEG, does know the newer coding. */
function asJpeg2000(file: Buffer): Buffer {
  const name = /1\.2\.840\.10008\.1\.2\.4\.20[123]/;
  const text = file.toString('latin1');
  return Buffer.from(text.replace(name, `${transferSyntaxes.jpeg2000}\0`), 'latin1');
}

const uidOf = (syntax: string): string => transferSyntaxes[syntax as keyof typeof transferSyntaxes];
