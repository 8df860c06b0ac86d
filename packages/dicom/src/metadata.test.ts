import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dicomFile, syntheticRadiograph, tempFolder, transferSyntaxes } from '@wetread/testing';
import { describe, expect, it } from 'vitest';
import type { DicomJson } from './dicom-json.ts';
import { missingPrograms, run } from './fixtures/peers.ts';
import { readMetadata } from './metadata.ts';
import { nativeXml } from './native-xml.ts';

const image = syntheticRadiograph({ width: 70, height: 65, bits: 12 });
const attributes = {
  PatientName: [{ Alphabetic: 'Müller^Ähn^Q^Dr.^Jr.', Ideographic: '山田^太郎' }],
  Allergies: ['A-1', 'B & <C>'],
  PatientWeight: '71.5',
  StudyDescription: '',
  FrameIncrementPointer: 0x00181063,
  RequestAttributesSequence: [
    { ScheduledProcedureStepID: 'S1', ScheduledProtocolCodeSequence: [{ CodeValue: 'X', CodeMeaning: 'Chest' }] },
    { ScheduledProcedureStepID: 'S2' },
  ],
  ReferencedImageSequence: [],
};
const syntaxes = Object.entries(transferSyntaxes).filter(([name]) => name !== 'explicitBigEndian');
const native = syntaxes.filter(([name]) => /Endian|deflated/.test(name));

describe('metadata', () => {
  it('is UTF-8, has sequences, names by their groups, numbers and what is empty', async () => {
    const dataset = await readMetadata(await dicomFile({ image, attributes }));
    expect(dataset['00100010']).toEqual({
      vr: 'PN',
      Value: [{ Alphabetic: 'Müller^Ähn^Q^Dr.^Jr.', Ideographic: '山田^太郎' }],
    });
    expect(dataset['00101030']).toEqual({ vr: 'DS', Value: [71.5] });
    expect(dataset['00081030']).toEqual({ vr: 'LO' });
    expect(dataset['00280009']).toEqual({ vr: 'AT', Value: ['00181063'] });
    expect(dataset['00400275']?.Value?.[0]).toMatchObject({
      '00400009': { vr: 'SH', Value: ['S1'] },
      '00400008': { vr: 'SQ', Value: [{ '00080100': { vr: 'SH', Value: ['X'] } }] },
    });
    expect(dataset['00081140']).toEqual({ vr: 'SQ' });
    expect(dataset['7FE00010']).toBeUndefined();
    expect(Object.keys(dataset).some((tag) => tag.startsWith('0002'))).toBe(false);
  });

  it('shows small binary values and leaves out large ones', async () => {
    const [small, large] = [new Uint8Array([1, 2, 3, 4]).buffer, new Uint8Array(300_000).buffer];
    const file = await dicomFile({
      image,
      attributes: { ICCProfile: [small], RedPaletteColorLookupTableData: [large] },
    });
    const dataset = await readMetadata(file);
    expect(dataset['00282000']).toEqual({ vr: 'OB', InlineBinary: 'AQIDBA==' });
    expect(dataset['00281201']).toEqual({ vr: 'OW' });
  });

  it('of a cut file is refused, not guessed', async () => {
    const file = await dicomFile({ image });
    await expect(readMetadata(file.subarray(0, 700))).rejects.toMatchObject({ code: 'truncated' });
  });
});

const missing = missingPrograms(['dcm2json', 'dcm2xml', 'dcmconv'], 'package dcmtk');
describe.skipIf(missing.length > 0)('beside dcmtk', () => {
  it.each(native)('metadata is the same as that of dcm2json: %s', async (name, transferSyntax) => {
    await withFile(await dicomFile({ image, transferSyntax, attributes: plain }), async (path) => {
      const { stdout } = await run('dcm2json', [path]);
      expect(await readMetadata(path), name).toEqual(comparable(JSON.parse(stdout) as DicomJson));
    });
  });

  it('metadata of a big-endian file, too', async () => {
    await withFile(await dicomFile({ image, attributes: plain }), async (path) => {
      const { stdout } = await run('dcm2json', [path]);
      await run('dcmconv', ['+tb', path, path]);
      expect(await readMetadata(path)).toEqual(comparable(JSON.parse(stdout) as DicomJson));
    });
  });

  it.each(syntaxes)('XML is the same as that of dcm2xml, but for pixels: %s', async (_, transferSyntax) => {
    await withFile(await dicomFile({ image, transferSyntax, attributes: plain }), async (path) => {
      const { stdout } = await run('dcm2xml', ['--native-format', path]);
      const ours = elementsOf(nativeXml(await readMetadata(path)));
      expect(ours.length).toBeGreaterThan(40);
      const theirs = elementsOf(stdout).filter((one) => !one.includes('7FE00010') && !one.includes('tag="0002'));
      expect(ours).toEqual(theirs);
    });
  });
});

/** What both programs write alike. */
const plain = {
  ...attributes,
  FrameIncrementPointer: undefined,
  PatientName: [{ Alphabetic: 'Müller^Ähn^Q^Dr.^Jr.' }],
};

async function withFile(file: Buffer, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await tempFolder('metadata');
  const path = join(folder.path, 'a.dcm');
  try {
    await writeFile(path, file);
    await use(path);
  } finally {
    await folder.remove();
  }
}

function comparable(theirs: DicomJson): DicomJson {
  const { '7FE00010': _, ...rest } = theirs;
  return Object.fromEntries(Object.entries(rest).filter(([tag]) => !tag.startsWith('0002')));
}

const elementsOf = (xml: string): string[] =>
  xml
    .replace(/\s*\n\s*/g, '')
    .replace(/<\?xml[^>]*>|<\/?NativeDicomModel[^>]*>/g, '')
    .split(/(?=<DicomAttribute)/)
    .filter((one) => one.startsWith('<DicomAttribute'));
