import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newUid, sha256 } from '@wetread/contracts';
import { dicomFile, sopClasses, type TempFolder, tempFolder, transferSyntaxes } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeText } from './charset.ts';
import { basicTextSr, type ReportedText, readPatientStudy, structuredReport } from './index.ts';

const there = (tool: string) => spawnSync(tool, ['--version']).error === undefined;
const tools = there('dciodvfy') && there('dsrdump');
if (!tools) console.log('dicom3tools or dcmtk is not installed: structured reports were NOT validated.');

const study = newUid();
const image = { sopClass: sopClasses.digitalXRayForPresentation, sop: newUid(), series: newUid() };
const reported: ReportedText = {
  sop: newUid(),
  series: newUid(),
  revision: 2,
  createdAt: '2026-03-01T23:30:15.250Z',
  findings: 'The lungs are clear.\nHeart size is normal: Größe unverändert.',
  impression: 'No acute finding.',
  notice: 'Preliminary machine reading. Not a diagnosis; a clinician must review it.',
  bundle: { name: 'demo', version: '1.0', digest: sha256('bundle') },
  settings: 'Prompt "Findings?", greedy, at most 300 tokens.',
  images: [image],
};
const source = (attributes: Record<string, unknown> = {}, transferSyntax?: string) =>
  dicomFile({
    studyUid: study,
    patientName: 'Müller^Zoë=山田^太郎',
    patientId: 'P-77',
    attributes: { AccessionNumber: 'A-1', StudyDescription: 'Thorax p.a.', ...attributes },
    ...(transferSyntax && { transferSyntax }),
  });

let folder: TempFolder;
beforeAll(async () => {
  folder = await tempFolder('report');
});
afterAll(() => folder.remove());

const run = async (tool: string, bytes: Buffer, ...args: string[]) => {
  const path = join(folder.path, `${newUid()}.dcm`);
  await writeFile(path, bytes);
  const { stdout, stderr } = spawnSync(tool, [...args, path], { encoding: 'utf8' });
  return `${stdout}${stderr}`;
};

describe('the patient and study of a report', () => {
  it('are those of the image, whatever its transfer syntax, from its beginning alone', async () => {
    for (const syntax of [transferSyntaxes.implicitLittleEndian, transferSyntaxes.deflated, undefined]) {
      const file = await source({}, syntax);
      expect(await readPatientStudy(file)).toMatchObject({
        patientName: 'Müller^Zoë=山田^太郎',
        patientId: 'P-77',
        accessionNumber: 'A-1',
        studyDescription: 'Thorax p.a.',
        study,
        sopClass: sopClasses.digitalXRayForPresentation,
      });
      if (syntax === transferSyntaxes.deflated) continue;
      expect((await readPatientStudy(file.subarray(0, 4_000))).patientId).toBe('P-77');
      await expect(readPatientStudy(file.subarray(0, 600))).rejects.toMatchObject({ code: 'truncated' });
    }
  });

  it('are read in the character set that the image names', () => {
    const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
    // The examples of PS3.5 annexes H and I.
    const yamada =
      '59 61 6d 61 64 61 5e 54 61 72 6f 75 3d 1b 24 42 3b 33 45 44 1b 28 42 5e 1b 24 42 42 40 4f 3a 1b 28 42';
    expect(decodeText(bytes(yamada), ['', 'ISO 2022 IR 87'])).toBe('Yamada^Tarou=山田^太郎');
    const hong = '48 6f 6e 67 5e 47 69 6c 64 6f 6e 67 3d 1b 24 29 43 fb f3 5e 1b 24 29 43 d1 ce d4 d7';
    expect(decodeText(bytes(hong), ['', 'ISO 2022 IR 149'])).toBe('Hong^Gildong=洪^吉洞');
    expect(decodeText(Buffer.from('M\xfcller', 'latin1'), ['ISO_IR 100'])).toBe('Müller');
    expect(decodeText(bytes('bb ee'), ['', 'ISO 2022 IR 144'])).toBe('Лю');
  });
});

describe.runIf(tools)('a structured report', () => {
  it('is a valid Basic Text SR that dcmtk reads: preliminary, unverified, by a device, from the image', async () => {
    const file = structuredReport(await readPatientStudy(await source()), reported);
    const judged = await run('dciodvfy', file);
    expect(judged).toContain('BasicTextSR');
    expect(judged.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
    const shown = await run('dsrdump', file, '+Pl', '+U8', '+Pu');
    for (const part of [
      'Preliminary machine reading, not verified',
      'PARTIAL',
      'UNVERIFIED',
      'Device',
      'The lungs are clear.',
      'Größe unverändert',
      'No acute finding.',
      'a clinician must review it',
      'Müller^Zoë=山田^太郎',
      image.sop,
      reported.bundle.digest,
    ]) {
      expect(shown).toContain(part);
    }
    expect(shown).not.toMatch(/^[EF]: /m);
    const dumped = await run('dcmdump', file, '+U8');
    expect(dumped).toMatch(/\(0040,a496\) CS \[PRELIMINARY/);
  });

  it('names its predecessor, and the time in the zone of the images', async () => {
    const before = { sopClass: basicTextSr, sop: newUid(), series: newUid() };
    const patient = await readPatientStudy(await source({ TimezoneOffsetFromUTC: '+0100' }));
    const file = structuredReport(patient, { ...reported, predecessor: before });
    expect((await run('dciodvfy', file)).split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
    const dumped = await run('dcmdump', file);
    expect(dumped).toMatch(/PredecessorDocumentsSequence/);
    expect(dumped).toContain(before.sop);
    expect(dumped).toMatch(/\[20260302\].*ContentDate/);
    expect(dumped).toMatch(/\[003015\.250000\].*ContentTime/);
  });

  it('is made of a header whose values are too long or of another form, as it stands', async () => {
    const long = { PatientID: 'P'.repeat(70), StudyDate: '2026.01.02', PatientName: `${'Long'.repeat(20)}^Name` };
    const patient = {
      ...(await readPatientStudy(await source())),
      patientId: long.PatientID,
      studyDate: long.StudyDate,
    };
    const file = structuredReport({ ...patient, patientName: long.PatientName }, reported);
    expect(await readPatientStudy(file)).toMatchObject({ patientId: long.PatientID, patientName: long.PatientName });
  });

  it('has the same bytes each time, and none of a text that is not there', async () => {
    const patient = await readPatientStudy(await source());
    expect(structuredReport(patient, reported).equals(structuredReport(patient, reported))).toBe(true);
    const bare = structuredReport(patient, { ...reported, impression: '' });
    expect((await run('dciodvfy', bare)).split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
    expect(await run('dsrdump', bare)).not.toContain('Impression');
  });
});
