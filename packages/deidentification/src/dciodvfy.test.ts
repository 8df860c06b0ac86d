import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deidentificationOptions } from '@wetread/contracts';
import { ByteReader, readHeader, readMeta, withSource } from '@wetread/dicom';
import { type DicomFileOptions, dicomFile, sopClasses, tempFolder, transferSyntaxes } from '@wetread/testing';
import { describe, expect, it } from 'vitest';
import { Deidentifier } from './deidentifier.ts';
import { Pseudonyms } from './pseudonyms.ts';

const isThere = spawnSync('dciodvfy', ['-h']).error === undefined;
if (!isThere) console.warn('De-identified files not checked by dciodvfy: it is not on the PATH (dicom3tools).');

const code = { CodeValue: '399208008', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Plain chest X-ray' };
const reference = { ReferencedSOPClassUID: sopClasses.digitalXRayForPresentation, ReferencedSOPInstanceUID: '1.2.3.4' };
/** What hospitals' files have beside what they must. */
const attributes = {
  InstitutionName: 'Northern',
  StationName: 'ROOM-7',
  ContentDate: '20260102',
  ContentTime: '030405',
  AcquisitionDate: '20260102',
  AcquisitionTime: '030405',
  AcquisitionDateTime: '20260102030405',
  SeriesDate: '20260102',
  SeriesTime: '030405',
  InstanceCreationDate: '20260102',
  DeviceSerialNumber: '12345',
  DetectorID: 'D-1',
  StudyDescription: 'Chest PA',
  ProtocolName: 'Chest',
  OperatorsName: 'Op^A',
  PatientAge: '055Y',
  PatientComments: 'none',
  FrameOfReferenceUID: '1.2.3.5',
  ProcedureCodeSequence: [code],
  ReferencedImageSequence: [{ ...reference }],
  RequestAttributesSequence: [{ RequestedProcedureID: 'R-1', ScheduledProcedureStepID: 'S-1' }],
  PerformedProcedureStepStartDate: '20260102',
  PerformedProcedureStepID: 'P-1',
  AcquisitionDeviceProcessingDescription: 'std',
};

async function deidentified(file: Buffer, options: object): Promise<Buffer> {
  const deidentifier = new Deidentifier(deidentificationOptions.parse(options), new Pseudonyms(Buffer.alloc(32, 3)));
  return withSource(file, async (bytes) => {
    const meta = await readMeta(new ByteReader(bytes));
    const plain = { bytes, at: meta.end, transferSyntaxUid: meta.transferSyntaxUid };
    const chunks: Buffer[] = [];
    for await (const chunk of deidentifier.dicom(plain, await readHeader(bytes))) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  });
}

async function faults(file: Buffer): Promise<string[]> {
  const folder = await tempFolder('dciodvfy');
  try {
    const path = join(folder.path, 'a.dcm');
    await writeFile(path, file);
    const { stdout, stderr } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
    return `${stdout}${stderr}`.split('\n').filter((line) => /^Error/.test(line));
  } finally {
    await folder.remove();
  }
}

describe.skipIf(!isThere)('dciodvfy finds no error in a de-identified file that the original has not', () => {
  const secondary = { sopClass: sopClasses.secondaryCapture, modality: 'OT' };
  it.each<[string, DicomFileOptions, object]>([
    ['digital X-ray, basic profile', {}, {}],
    [
      'digital X-ray, dates shifted, all retained',
      {},
      { dates: 'shift', retain: ['device', 'institution', 'patient_characteristics'] },
    ],
    [
      'digital X-ray, JPEG lossless, descriptions cleaned',
      { transferSyntax: transferSyntaxes.jpegLossless },
      { cleanDescriptors: true },
    ],
    [
      'computed radiography, implicit',
      {
        sopClass: sopClasses.computedRadiography,
        modality: 'CR',
        transferSyntax: transferSyntaxes.implicitLittleEndian,
      },
      {},
    ],
    ['secondary capture', secondary, { dates: 'keep' }],
  ])('%s', async (_, options, wanted) => {
    const file = await dicomFile({ ...options, attributes });
    const before = new Set(await faults(file));
    expect((await faults(await deidentified(file, wanted))).filter((fault) => !before.has(fault))).toEqual([]);
  });
});
