import { type DeidentificationOptions, deidentificationOptions } from '@wetread/contracts';
import {
  ByteReader,
  type ByteSource,
  explicitLittleEndian,
  inflatedChunks,
  isDeflated,
  readHeader,
  readMeta,
  renderGrey,
  withSource,
} from '@wetread/dicom';
import { canariesIn, canary, dicomFile, explicitElement, seededFile, transferSyntaxes } from '@wetread/testing';
import { describe, expect, it } from 'vitest';
import { annexE } from './annex-e.ts';
import { Deidentifier } from './deidentifier.ts';
import { Pseudonyms } from './pseudonyms.ts';
import type { PlainDataset } from './rewrite.ts';

const pseudonyms = new Pseudonyms(Buffer.alloc(32, 7));
const deidentifier = (options: Partial<DeidentificationOptions> = {}) =>
  new Deidentifier(deidentificationOptions.parse(options), pseudonyms);

async function plainOf(bytes: ByteSource): Promise<PlainDataset> {
  const meta = await readMeta(new ByteReader(bytes));
  if (!isDeflated(meta)) return { bytes, at: meta.end, transferSyntaxUid: meta.transferSyntaxUid };
  const chunks: Buffer[] = [];
  for await (const chunk of inflatedChunks(bytes, meta.end)) chunks.push(chunk);
  return withSource(Buffer.concat(chunks), async (plain) => ({
    bytes: plain,
    at: 0,
    transferSyntaxUid: explicitLittleEndian,
  }));
}

/** The file as a tenant with these options would have it stored. */
function rewritten(file: Buffer, options: Partial<DeidentificationOptions> = {}): Promise<Buffer> {
  return withSource(file, async (bytes) => {
    const chunks: Buffer[] = [];
    const header = await readHeader(bytes);
    for await (const chunk of deidentifier(options).dicom(await plainOf(bytes), header))
      chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  });
}

const textAt = (file: Buffer, tag: string): string | undefined => {
  const bytes = Buffer.from(tag.replace(/^(..)(..)(..)(..)$/, '$2$1$4$3'), 'hex');
  const at = file.indexOf(bytes, 132);
  return at < 0
    ? undefined
    : file.toString('latin1', at + 8, at + 8 + file.readUInt16LE(at + 6)).replace(/[\0 ]+$/, '');
};

describe('a file under the basic profile', () => {
  it('holds none of what every attribute of the table, private ones, curves, overlays, preamble and meta held', async () => {
    const file = seededFile(await dicomFile(), annexE.keys());
    expect(canariesIn(file)).toEqual(expect.arrayContaining(Object.values(canary)));
    expect(canariesIn(await rewritten(file))).toEqual([]);
  });

  it.each([
    ['implicit', transferSyntaxes.implicitLittleEndian],
    ['deflated', transferSyntaxes.deflated],
    ['JPEG lossless', transferSyntaxes.jpegLossless],
    ['JPEG 2000', transferSyntaxes.jpeg2000Lossless],
    ['RLE', transferSyntaxes.rleLossless],
  ])('shows the same picture, and another patient, study and instance: %s', async (_, transferSyntax) => {
    const nested = { PatientName: 'Canary^Nested', ReferencedSOPInstanceUID: `${canary.uidRoot}1` };
    const attributes = { ReferencedImageSequence: [nested], RequestAttributesSequence: [nested] };
    const file = await dicomFile({ transferSyntax, patientName: 'Canary^Test', attributes });
    const bare = await rewritten(file);
    const [before, after] = [await readHeader(file), await readHeader(bare)];
    expect(after).toMatchObject({
      studyUid: pseudonyms.uid(before.studyUid),
      seriesUid: pseudonyms.uid(before.seriesUid),
      sopInstanceUid: pseudonyms.uid(before.sopInstanceUid),
      patientId: pseudonyms.patient(before.patientId),
      sopClassUid: before.sopClassUid,
      studyDate: '',
    });
    expect(bare.includes('Canary')).toBe(false);
    expect(bare.includes(canary.uidRoot)).toBe(false);
    expect(bare.includes(pseudonyms.uid(`${canary.uidRoot}1`))).toBe(true);
    expect((await renderGrey(bare)).pixels).toEqual((await renderGrey(file)).pixels);
  });

  it('is the same bytes each time, and says what was done', async () => {
    const file = await dicomFile();
    const bare = await rewritten(file);
    expect((await rewritten(file)).equals(bare)).toBe(true);
    expect([textAt(bare, '00120062'), textAt(bare, '00280303')]).toEqual(['YES', 'REMOVED']);
    for (const text of ['113100', 'PS3.15 Annex E']) expect(bare.includes(text)).toBe(true);
  });

  it('loses comments inside compressed frames', async () => {
    const file = await dicomFile({ transferSyntax: transferSyntaxes.jpegBaseline });
    const start = file.indexOf('ffd8', 'hex');
    const comment = Buffer.from(`\xff\xfe\x00\x0e${canary.text}${canary.text}`, 'latin1');
    const commented = Buffer.concat([file.subarray(0, start + 2), comment, file.subarray(start + 2)]);
    // The fragment's length is that of a longer frame now.
    commented.writeUInt32LE(commented.readUInt32LE(start - 4) + comment.length, start - 4);
    expect(canariesIn(await rewritten(commented))).toEqual([]);
  });
});

describe('options of the profile', () => {
  const kept = async (options: Partial<DeidentificationOptions>, attributes: Record<string, unknown>) =>
    rewritten(await dicomFile({ attributes }), options);

  it('shift all dates of a patient by the same days, and keep times', async () => {
    const attributes = {
      StudyDate: '20260301',
      SeriesDate: '20260302',
      SeriesTime: '101112',
      PatientBirthDate: '19700101',
    };
    const bare = await kept({ dates: 'shift' }, attributes);
    const days = pseudonyms.shiftDays('TEST-1');
    const moved = (day: number) =>
      new Date(Date.UTC(2026, 2, day - days)).toISOString().slice(0, 10).replaceAll('-', '');
    expect([textAt(bare, '00080020'), textAt(bare, '00080021')]).toEqual([moved(1), moved(2)]);
    expect([textAt(bare, '00080031'), textAt(bare, '00100030')]).toEqual(['101112', '']);
    expect(textAt(bare, '00280303')).toBe('MODIFIED');
    expect(bare.includes('113107')).toBe(true);
  });

  it('retain dates, device, institution, patient characteristics and UIDs, each alone', async () => {
    const attributes = {
      StudyDate: '20260301',
      StationName: 'ROOM-7',
      InstitutionName: 'Northern',
      PatientAge: '051Y',
      PatientSize: '1.8',
    };
    const each = [
      [{ dates: 'keep' }, '00080020', '20260301'],
      [{ retain: ['device'] }, '00081010', 'ROOM-7'],
      [{ retain: ['institution'] }, '00080080', 'Northern'],
      [{ retain: ['patient_characteristics'] }, '00101010', '051Y'],
    ] as const;
    const plain = await kept({}, attributes);
    for (const [options, tag, value] of each) {
      expect([tag, textAt(await kept(options as Partial<DeidentificationOptions>, attributes), tag)]).toEqual([
        tag,
        value,
      ]);
      expect(textAt(plain, tag) ?? '').toBe('');
    }
    const file = await dicomFile();
    const { studyUid, sopInstanceUid } = await readHeader(file);
    expect(await readHeader(await rewritten(file, { retain: ['uids'] }))).toMatchObject({ studyUid, sopInstanceUid });
  });

  it('clean descriptions down to the words of radiography', async () => {
    const attributes = { StudyDescription: 'Chest PA, for Dr. Canary', SeriesDescription: 'Portable' };
    const bare = await kept({ cleanDescriptors: true }, attributes);
    expect([textAt(bare, '00081030'), textAt(bare, '0008103e')]).toEqual(['CHEST PA', 'PORTABLE']);
    expect(textAt(await kept({}, attributes), '00081030')).toBeUndefined();
  });

  it('keep a private attribute that the tenant calls safe, with its creator, and no other', async () => {
    const file = await dicomFile();
    const block = [
      explicitElement(0x00190010, 'LO', Buffer.from('ACME ')),
      explicitElement(0x00191001, 'LO', Buffer.from('EXPOSURE')),
      explicitElement(0x00191002, 'LO', Buffer.from('CANARY')),
    ];
    const at = file.indexOf(Buffer.from('20000d00', 'hex'));
    const seeded = Buffer.concat([file.subarray(0, at), ...block, file.subarray(at)]);
    const bare = await rewritten(seeded, { safePrivate: [{ creator: 'ACME', group: '0019', element: '01' }] });
    expect([bare.includes('ACME'), bare.includes('EXPOSURE'), bare.includes('CANARY')]).toEqual([true, true, false]);
    expect((await rewritten(seeded)).includes('ACME')).toBe(false);
  });
});
