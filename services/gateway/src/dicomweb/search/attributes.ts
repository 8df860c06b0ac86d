import { attributeOf } from '@wetread/dicom';

/** Of what a search finds: what every hit has, PS3.18 tables 10.6.3-3 to -5, and what may be matched or included beside. */

export type Level = 'study' | 'series' | 'instance';

const tagsOf = (keywords: string): string[] =>
  keywords.split(/\s+/).map((keyword) => {
    const attribute = attributeOf(keyword);
    if (!attribute) throw new Error(`${keyword} is no attribute`);
    return attribute.tag;
  });

export const always: Readonly<Record<Level, readonly string[]>> = {
  study: tagsOf(`SpecificCharacterSet StudyDate StudyTime AccessionNumber InstanceAvailability ModalitiesInStudy
    ReferringPhysicianName TimezoneOffsetFromUTC RetrieveURL PatientName PatientID PatientBirthDate PatientSex
    StudyInstanceUID StudyID NumberOfStudyRelatedSeries NumberOfStudyRelatedInstances`),
  series: tagsOf(`SpecificCharacterSet Modality TimezoneOffsetFromUTC SeriesDescription RetrieveURL SeriesInstanceUID
    SeriesNumber NumberOfSeriesRelatedInstances PerformedProcedureStepStartDate PerformedProcedureStepStartTime
    RequestAttributesSequence`),
  instance:
    tagsOf(`SpecificCharacterSet SOPClassUID SOPInstanceUID InstanceAvailability TimezoneOffsetFromUTC RetrieveURL
    InstanceNumber Rows Columns BitsAllocated NumberOfFrames AvailableTransferSyntaxUID`),
};

const more: Readonly<Record<'study' | 'series', readonly string[]>> = {
  study:
    tagsOf(`StudyDescription IssuerOfPatientID OtherPatientIDs PatientBirthTime PatientAge PatientSize PatientWeight
    EthnicGroup PatientComments AdditionalPatientHistory AdmittingDiagnosesDescription PhysiciansOfRecord
    NameOfPhysiciansReadingStudy ProcedureCodeSequence ReferencedStudySequence SOPClassesInStudy`),
  series: tagsOf(`Laterality SeriesDate SeriesTime PerformingPhysicianName OperatorsName ProtocolName BodyPartExamined
    PatientPosition PerformedProcedureStepDescription Manufacturer InstitutionName InstitutionalDepartmentName StationName
    ManufacturerModelName DeviceSerialNumber SoftwareVersions RequestedProcedureDescription`),
};

/** All that a study or series has of its own; of an instance it is the whole header. */
export const ownTags: Readonly<Record<'study' | 'series', ReadonlySet<string>>> = {
  study: new Set([...always.study, ...more.study]),
  series: new Set([...always.series, ...more.series]),
};

export const tags = {
  specificCharacterSet: '00080005',
  sopClassUid: '00080016',
  sopInstanceUid: '00080018',
  studyDate: '00080020',
  accessionNumber: '00080050',
  instanceAvailability: '00080056',
  modality: '00080060',
  modalitiesInStudy: '00080061',
  sopClassesInStudy: '00080062',
  retrieveUrl: '00081190',
  availableTransferSyntax: '00083002',
  patientId: '00100020',
  studyInstanceUid: '0020000D',
  seriesInstanceUid: '0020000E',
  studySeries: '00201206',
  studyInstances: '00201208',
  seriesInstances: '00201209',
} as const;
