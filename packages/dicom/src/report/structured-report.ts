import { derivedUid } from '@wetread/contracts';
import {
  type Attributes,
  type Concept,
  code,
  codeOf,
  contentOf,
  dcm,
  image,
  loinc,
  referenceOf,
  type SopReference,
  section,
  text,
  uidReference,
} from './content-items.ts';
import { type LocalTime, localTime } from './local-time.ts';
import type { PatientStudy } from './patient-study.ts';
import { writeFile } from './written.ts';

export const basicTextSr = '1.2.840.10008.5.1.4.1.1.88.11';

/** An instance with the series that it is in. */
export interface PlacedReference extends SopReference {
  readonly series: string;
}

/** A preliminary text about the images of one study, with all that made it. */
export interface ReportedText {
  readonly sop: string;
  readonly series: string;
  readonly revision: number;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly findings: string;
  readonly impression: string;
  /** What the text is and is not. */
  readonly notice: string;
  readonly bundle: { readonly name: string; readonly version: string; readonly digest: string };
  /** Prompt and decoding settings, in words. */
  readonly settings: string;
  /** What the text is made from. */
  readonly images: readonly PlacedReference[];
  /** The report that this one replaces. */
  readonly predecessor?: PlacedReference | undefined;
}

const own = '99WETREAD';
/** The title says what it is, to whoever sees no more than a list of titles. */
const title: Concept = { value: 'PRELIM-MACHINE', scheme: own, meaning: 'Preliminary machine reading, not verified' };
const equivalent = loinc('18748-4', 'Diagnostic imaging report');
const english: Concept = { value: 'en', scheme: 'RFC5646', meaning: 'English' };
const manufacturer = 'Wetread';
/** LO, PS3.5 6.2. */
const short = (value: string): string => value.slice(0, 64);

/**
 * A Basic Text SR, PS3.3 A.35.1, in the order of TID 2000: preliminary, partial, unverified, observed by a device. Patient
 * and study are those of the images' own headers. The same parts give the same bytes (I3).
 *
 * @returns a Part 10 file
 */
export function structuredReport(patient: PatientStudy, reported: ReportedText): Buffer {
  const { sop } = reported;
  const at = localTime(reported.createdAt, patient.timezone);
  return writeFile(
    { sopClass: basicTextSr, sop },
    {
      ...patientAndStudy(patient),
      ...seriesAndDevice(reported),
      ...document(patient, reported, at),
      ...content(reported),
    },
  );
}

function patientAndStudy(patient: PatientStudy): Attributes {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    StudyDate: patient.studyDate,
    StudyTime: patient.studyTime,
    AccessionNumber: patient.accessionNumber,
    ReferringPhysicianName: patient.referringPhysician,
    ...(patient.studyDescription && { StudyDescription: patient.studyDescription }),
    PatientName: patient.patientName,
    PatientID: patient.patientId,
    ...(patient.issuerOfPatientId && { IssuerOfPatientID: patient.issuerOfPatientId }),
    PatientBirthDate: patient.patientBirthDate,
    PatientSex: patient.patientSex,
    StudyInstanceUID: patient.study,
    StudyID: patient.studyId,
  };
}

function seriesAndDevice({ series, bundle }: ReportedText): Attributes {
  return {
    Modality: 'SR',
    SeriesInstanceUID: series,
    SeriesNumber: '999',
    SeriesDescription: title.meaning,
    ReferencedPerformedProcedureStepSequence: [],
    Manufacturer: manufacturer,
    ManufacturerModelName: short(bundle.name),
    DeviceSerialNumber: bundle.digest,
    SoftwareVersions: short(bundle.version),
  };
}

function document(patient: PatientStudy, reported: ReportedText, at: LocalTime): Attributes {
  const { revision, bundle, images, predecessor } = reported;
  const device = {
    ObserverType: 'DEV',
    StationName: '',
    DeviceUID: deviceUid(bundle.digest),
    Manufacturer: manufacturer,
    ManufacturerModelName: short(bundle.name),
    InstitutionName: '',
    InstitutionCodeSequence: [],
  };
  return {
    CodingSchemeIdentificationSequence: [
      {
        CodingSchemeDesignator: own,
        CodingSchemeName: manufacturer,
        CodingSchemeResponsibleOrganization: manufacturer,
      },
    ],
    ...(at.offset && { TimezoneOffsetFromUTC: at.offset }),
    InstanceCreationDate: at.date,
    InstanceCreationTime: at.time,
    InstanceNumber: String(revision),
    ContentDate: at.date,
    ContentTime: at.time,
    PreliminaryFlag: 'PRELIMINARY',
    CompletionFlag: 'PARTIAL',
    CompletionFlagDescription: 'Machine-made; a clinician must review it',
    VerificationFlag: 'UNVERIFIED',
    AuthorObserverSequence: [device],
    PerformedProcedureCodeSequence: [],
    CurrentRequestedProcedureEvidenceSequence: evidence(patient.study, images),
    ...(predecessor && { PredecessorDocumentsSequence: evidence(patient.study, [predecessor]) }),
  };
}

/** The device is the bundle: another one is another observer. */
const deviceUid = (digest: string): string => derivedUid('bundle', digest);

/** PS3.3 table C.17-3, by series. */
function evidence(study: string, references: readonly PlacedReference[]): Attributes[] {
  const bySeries = Map.groupBy(references, ({ series }) => series);
  const ReferencedSeriesSequence = [...bySeries].map(([series, placed]) => ({
    ReferencedSOPSequence: placed.map(referenceOf),
    SeriesInstanceUID: series,
  }));
  return [{ ReferencedSeriesSequence, StudyInstanceUID: study }];
}

function content({ findings, impression, notice, bundle, settings, images }: ReportedText): Attributes {
  const from = images.map((reference) => image('INFERRED FROM', reference));
  return {
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: [{ ...codeOf(title), EquivalentCodeSequence: [codeOf(equivalent)] }],
    ContinuityOfContent: 'SEPARATE',
    ...contentOf([
      code('HAS CONCEPT MOD', dcm('121049', 'Language of Content Item and Descendants'), english),
      ...observer(bundle),
      text('CONTAINS', dcm('121106', 'Comment'), `${title.meaning}.\n${notice}`),
      ...(findings
        ? [section(dcm('121070', 'Findings'), [text('CONTAINS', dcm('121071', 'Finding'), findings, from)])]
        : []),
      ...(impression
        ? [section(dcm('121072', 'Impressions'), [text('CONTAINS', dcm('121073', 'Impression'), impression, from)])]
        : []),
      text('CONTAINS', dcm('111001', 'Algorithm Name'), bundle.name),
      text('CONTAINS', dcm('111003', 'Algorithm Version'), `${bundle.version} (sha256:${bundle.digest})`),
      text('CONTAINS', dcm('111002', 'Algorithm Parameters'), settings),
    ]),
  };
}

/** TID 1002 and 1004. */
const observer = ({ name, version, digest }: ReportedText['bundle']): Attributes[] => [
  code('HAS OBS CONTEXT', dcm('121005', 'Observer Type'), dcm('121007', 'Device')),
  uidReference('HAS OBS CONTEXT', dcm('121012', 'Device Observer UID'), deviceUid(digest)),
  text('HAS OBS CONTEXT', dcm('121013', 'Device Observer Name'), `${name} ${version}`),
  text('HAS OBS CONTEXT', dcm('121014', 'Device Observer Manufacturer'), manufacturer),
  text('HAS OBS CONTEXT', dcm('121015', 'Device Observer Model Name'), name),
  text('HAS OBS CONTEXT', dcm('121016', 'Device Observer Serial Number'), `sha256:${digest}`),
];
