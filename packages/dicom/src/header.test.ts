import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RefusalCode, RefusalError } from '@wetread/contracts';
import {
  deflateBomb,
  dicomFile,
  nonImageDicom,
  part10,
  renamedPdf,
  sopClasses,
  tempFolder,
  transferSyntaxes,
  truncated,
} from '@wetread/testing';
import { describe, expect, it } from 'vitest';
import { readHeader } from './header.ts';

const refusalOf = (work: Promise<unknown>): Promise<RefusalCode | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof RefusalError) return error.code;
      throw error;
    },
  );

describe('readHeader', () => {
  it.each([
    transferSyntaxes.implicitLittleEndian,
    transferSyntaxes.explicitLittleEndian,
    transferSyntaxes.deflated,
    transferSyntaxes.jpegBaseline,
  ])('reads what was written in %s', async (transferSyntax) => {
    const header = await readHeader(
      await dicomFile({
        transferSyntax,
        studyUid: '1.2.3',
        seriesUid: '1.2.3.4',
        sopUid: '1.2.3.4.5',
        patientId: 'ÄB 12',
        viewPosition: 'AP',
        window: { center: 100, width: 300, function: 'SIGMOID' },
        rescale: { slope: 0.5, intercept: -10 },
      }),
    );
    expect(header).toMatchObject({
      transferSyntaxUid: transferSyntax,
      sopClassUid: sopClasses.digitalXRayForPresentation,
      studyUid: '1.2.3',
      seriesUid: '1.2.3.4',
      sopInstanceUid: '1.2.3.4.5',
      patientId: 'ÄB 12',
      modality: 'DX',
      bodyPart: 'CHEST',
      anatomicRegion: { scheme: 'SCT', value: '51185008', meaning: 'Chest' },
      viewPosition: 'AP',
      patientOrientation: ['L', 'F'],
      laterality: 'U',
      rows: 512,
      columns: 512,
      numberOfFrames: 1,
      samplesPerPixel: 1,
      signed: false,
      windows: [{ center: 100, width: 300 }],
      voiLutFunction: 'SIGMOID',
      rescale: { slope: 0.5, intercept: -10 },
    });
    expect(header.pixelData?.encapsulated).toBe(transferSyntax === transferSyntaxes.jpegBaseline);
  });

  it('reads the same from a path and from a source that hands out parts, without asking for the pixels', async () => {
    const file = await dicomFile();
    const folder = await tempFolder('header');
    const path = join(folder.path, 'a.dcm');
    await writeFile(path, file);
    let read = 0;
    const parts = {
      size: file.length,
      read: async (at: number, length: number) => {
        read += length;
        return file.subarray(at, at + length);
      },
    };
    const expected = await readHeader(file);
    expect(await readHeader(path)).toEqual(expected);
    expect(await readHeader(parts)).toEqual(expected);
    expect(read).toBeLessThan(file.length / 2);
    await folder.remove();
  });

  it('reads signed samples, paddings, several windows and the bits', async () => {
    const attributes = { PixelPaddingValue: -32, WindowCenter: ['10', '20'], WindowWidth: ['30', '40'] };
    const header = await readHeader(await dicomFile({ bitsStored: 10, highBit: 12, signed: true, attributes }));
    expect(header).toMatchObject({
      bitsAllocated: 16,
      bitsStored: 10,
      highBit: 12,
      signed: true,
      padding: [-32, -32],
      windows: [
        { center: 10, width: 30 },
        { center: 20, width: 40 },
      ],
    });
  });

  it('steps over sequences that hold sequences', async () => {
    let nested: Record<string, unknown> = { CodeValue: 'deep' };
    for (let depth = 0; depth < 20; depth++)
      nested = { ConceptNameCodeSequence: [nested, nested].slice(0, depth < 4 ? 2 : 1) };
    const header = await readHeader(await dicomFile({ attributes: { ProcedureCodeSequence: [nested, nested] } }));
    expect(header.rows).toBe(512);
  });

  it.each<[RefusalCode, () => Promise<Buffer> | Buffer]>([
    ['empty_file', () => Buffer.alloc(0)],
    ['not_dicom', () => Buffer.from('DICM')],
    ['not_dicom', () => renamedPdf()],
    ['not_dicom', () => Buffer.alloc(100_000)],
    ['truncated', async () => truncated(await dicomFile())],
    ['truncated', async () => truncated(await dicomFile({ transferSyntax: transferSyntaxes.jpegBaseline }))],
    ['truncated', async () => truncated(await dicomFile(), 0.001)],
    ['truncated', async () => (await dicomFile()).subarray(0, 132)],
    ['missing_identifier', () => dicomFile({ attributes: { StudyInstanceUID: undefined } })],
    ['missing_identifier', () => dicomFile({ sopUid: '../../etc/passwd' })],
    ['transfer_syntax_unsupported', () => part10(minimal, '1.2.3.4')],
    ['damaged', () => deflatedInNameOnly()],
    ['truncated', async () => truncated(await dicomFile({ transferSyntax: transferSyntaxes.deflated }))],
    ['file_too_large', async () => deflateBomb(await dicomFile({ attributes: { PixelData: undefined } }), 300 << 20)],
    ['damaged', () => nestedDeeper(40)],
    ['damaged', () => manyElements(250_000)],
  ])('refuses with %s (%#)', async (code, make) => {
    expect(await refusalOf(readHeader(await make()))).toBe(code);
  });

  it('reads a file without an image', async () => {
    const header = await readHeader(nonImageDicom());
    expect(header).toMatchObject({ modality: 'SR', rows: 0, columns: 0, pixelData: undefined });
  });
});

const minimal = { SOPClassUID: '1.2', SOPInstanceUID: '1.2.3', _vrMap: {} };

const deflatedInNameOnly = (): Buffer => part10(minimal, transferSyntaxes.deflated);

/** Undefined-length sequences inside each other, never closed: the length lies nowhere, only the depth. */
function nestedDeeper(depth: number): Buffer {
  const open = Buffer.from('4000300753510000ffffffff' + 'feff00e0ffffffff', 'hex');
  return Buffer.concat([part10(minimal, transferSyntaxes.explicitLittleEndian), ...Array<Buffer>(depth).fill(open)]);
}

function manyElements(count: number): Buffer {
  const element = Buffer.from('0900011055530200' + '0000', 'hex');
  return Buffer.concat([
    part10(minimal, transferSyntaxes.explicitLittleEndian),
    Buffer.alloc(count * element.length, element),
  ]);
}
