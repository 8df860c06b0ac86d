import { newUid } from '@wetread/contracts';
import { type DicomFileOptions, dicomFile, part10 } from './dicom-file.ts';
import { sopClasses, transferSyntaxes } from './dicom-uids.ts';

/** A small PDF, to be sent under a name that ends in .dcm. */
export function renamedPdf(): Buffer {
  const body =
    '%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n';
  return Buffer.from(`${body}trailer\n<< /Root 1 0 R /Size 3 >>\n%%EOF\n`, 'latin1');
}

/** The first part of a file, two thirds unless told otherwise. */
export function truncated(file: Buffer, keep = 2 / 3): Buffer {
  return file.subarray(0, Math.floor(file.length * keep));
}

/** A Basic Text SR: valid DICOM that holds no image. */
export function nonImageDicom(options: Pick<DicomFileOptions, 'studyUid' | 'seriesUid' | 'sopUid'> = {}): Buffer {
  const concept = (CodeValue: string, CodeMeaning: string) => [
    { CodeValue, CodingSchemeDesignator: 'DCM', CodeMeaning },
  ];
  const dataset = {
    SOPClassUID: sopClasses.basicTextSr,
    SOPInstanceUID: options.sopUid ?? newUid(),
    StudyInstanceUID: options.studyUid ?? newUid(),
    SeriesInstanceUID: options.seriesUid ?? newUid(),
    PatientID: 'TEST-1',
    PatientName: 'Synthetic^Chest',
    PatientBirthDate: '',
    PatientSex: '',
    StudyDate: '20260102',
    StudyTime: '030405',
    StudyID: '1',
    AccessionNumber: '',
    ReferringPhysicianName: '',
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    Manufacturer: 'Wetread',
    Modality: 'SR',
    SeriesNumber: '1',
    InstanceNumber: '1',
    ContentDate: '20260102',
    ContentTime: '030405',
    CompletionFlag: 'PARTIAL',
    VerificationFlag: 'UNVERIFIED',
    ValueType: 'CONTAINER',
    ContinuityOfContent: 'SEPARATE',
    ConceptNameCodeSequence: concept('121070', 'Findings'),
    ContentSequence: [
      {
        RelationshipType: 'CONTAINS',
        ValueType: 'TEXT',
        ConceptNameCodeSequence: concept('121071', 'Finding'),
        TextValue: 'None.',
      },
    ],
    _vrMap: {},
  };
  return part10(dataset, transferSyntaxes.explicitLittleEndian);
}

/** One slice of computed tomography: an image, and not a radiograph. */
export function ctSlice(options: DicomFileOptions = {}): Promise<Buffer> {
  return dicomFile({ sopClass: sopClasses.ct, modality: 'CT', ...options });
}

export function kneeRadiograph(options: DicomFileOptions = {}): Promise<Buffer> {
  return dicomFile({ bodyPart: 'KNEE', viewPosition: 'AP', ...options });
}
