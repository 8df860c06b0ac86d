import { derivedUid, RefusalError } from '@wetread/contracts';
import { type AdmissionRules, admit, admitImage, type DicomHeader, readHeader, sniff, viewOf } from '@wetread/dicom';
import type { InstanceRecord } from '@wetread/studies';
import { z } from 'zod';
import type { SpooledFile } from './spool.ts';

/** What a file says it is, and why it cannot be taken, if so. */
export interface Inspected {
  /** Of the study the file names; absent for pictures and for what cannot be read. */
  readonly study?: string;
  readonly sop?: string;
  readonly series?: string;
  readonly sopClass?: string;
  readonly patientId?: string;
  readonly accession?: string;
  readonly studyDate?: string;
  /** Of the study, as the sender counts them. */
  readonly instances?: number;
  readonly refusal?: RefusalError;
  /** Of a DICOM file that can be read, also where it is refused. */
  readonly header?: DicomHeader;
  /** Of a PNG or JPEG. */
  readonly picture?: 'png' | 'jpeg';
  /** All of the instance's record that the file itself tells; present unless it is refused. */
  record?(study: string): Omit<InstanceRecord, 'receivedAt'>;
}

/** Reads headers only. */
export async function inspect(file: SpooledFile, limits: AdmissionRules): Promise<Inspected> {
  if (file.overLimit) return { refusal: new RefusalError('file_too_large') };
  try {
    const found = await sniff(file.source);
    if (found.kind === 'unknown') throw new RefusalError('not_dicom');
    if (found.kind === 'dicom') return inspectDicom(file, await readHeader(file.source), limits);
    admitImage(found, limits);
    const { kind, width, height } = found;
    const record = (study: string) => pictureRecord(file, study, { format: kind, width, height });
    return { picture: kind, record };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

function inspectDicom(file: SpooledFile, header: DicomHeader, limits: AdmissionRules): Inspected {
  const identity = identityOf(header);
  try {
    admit(header, limits);
    return { ...identity, header, record: () => dicomRecord(file, header) };
  } catch (error) {
    return { ...identity, header, refusal: refusalOf(error) };
  }
}

/** Whose it is, in the file's own words. */
export function identityOf(header: DicomHeader): Inspected {
  return {
    study: header.studyUid,
    sop: header.sopInstanceUid,
    series: header.seriesUid,
    sopClass: header.sopClassUid,
    ...(header.patientId && { patientId: header.patientId }),
    ...(header.accessionNumber && { accession: header.accessionNumber }),
    ...dateOf(header),
    ...(header.numberOfStudyInstances > 0 && { instances: header.numberOfStudyInstances }),
  };
}

/** Without it where it is no date that there is: vendors write such, and the study is read all the same. */
function dateOf({ studyDate }: DicomHeader): { readonly studyDate?: string } {
  const date = z.iso.date().safeParse(studyDate.replace(/^(\d{4})\.?(\d{2})\.?(\d{2})$/, '$1-$2-$3'));
  return date.success ? { studyDate: date.data } : {};
}

/** The same picture in the same study is the same instance. */
export const pictureRecord = (
  { sha256, bytes }: SpooledFile,
  study: string,
  facts: Pick<InstanceRecord, 'format' | 'width' | 'height'>,
) => ({ sop: derivedUid(study, sha256), sha256, bytes, view: 'unknown' as const, ...facts });

export function dicomRecord({ bytes, sha256 }: SpooledFile, header: DicomHeader): Omit<InstanceRecord, 'receivedAt'> {
  const { modality, bodyPart, viewPosition } = header;
  return {
    sop: header.sopInstanceUid,
    series: header.seriesUid,
    format: 'dicom',
    sopClass: header.sopClassUid,
    transferSyntax: header.transferSyntaxUid,
    ...(modality && { modality }),
    ...(bodyPart && { bodyPart }),
    ...(viewPosition && { viewPosition }),
    view: viewOf(header),
    width: header.columns,
    height: header.rows,
    bytes,
    sha256,
  };
}

/** @throws whatever is no refusal */
export function refusalOf(error: unknown): RefusalError {
  if (error instanceof RefusalError) return error;
  throw error;
}
