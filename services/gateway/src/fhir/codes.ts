import type { CodeableConcept, Coding } from 'fhir/r4.js';

/** The codes that our resources use, each from its own system. */

const loinc = (code: string, display: string): Coding => ({ system: 'http://loinc.org', code, display });
const hl7 = (system: string, code: string, display: string): Coding => ({
  system: `http://terminology.hl7.org/CodeSystem/${system}`,
  code,
  display,
});

/** "Asserted by artificial intelligence": every resource that holds the machine's words has this label. */
export const machineMade = hl7('v3-ObservationValue', 'AIAST', 'Artificial Intelligence asserted');

export const radiology: CodeableConcept[] = [
  { coding: [loinc('LP29684-5', 'Radiology')] },
  { coding: [hl7('v2-0074', 'RAD', 'Radiology')] },
];

export const imagingCategory: CodeableConcept = {
  coding: [hl7('observation-category', 'imaging', 'Imaging')],
};

/** By how many views of the chest the study holds. */
export function chestViews(images: number): CodeableConcept {
  const [code, display] = [
    ['36554-4', 'XR Chest Single view'],
    ['36643-5', 'XR Chest 2 Views'],
    ['30745-4', 'XR Chest Views'],
  ][Math.min(Math.max(images, 1), 3) - 1] as [string, string];
  return { coding: [loinc(code, display)], text: 'Chest radiograph' };
}

export const findingsCode: CodeableConcept = {
  coding: [loinc('18782-3', 'Radiology Study observation (narrative)')],
  text: 'Findings',
};
export const impressionCode: CodeableConcept = {
  coding: [loinc('19005-8', 'Radiology Imaging study [Impression] (narrative)')],
  text: 'Impression',
};

export const accessionType: CodeableConcept = { coding: [hl7('v2-0203', 'ACSN', 'Accession ID')] };

export const createActivity: CodeableConcept = { coding: [hl7('v3-DataOperation', 'CREATE', 'create')] };
export const assembler: CodeableConcept = { coding: [hl7('provenance-participant-type', 'assembler', 'Assembler')] };
export const verifier: CodeableConcept = { coding: [hl7('provenance-participant-type', 'verifier', 'Verifier')] };

export const modality = (code: string): Coding => ({
  system: 'http://dicom.nema.org/resources/ontology/DCM',
  code,
});

/** DICOM's own identifiers, as FHIR writes them. */
export const dicomUidSystem = 'urn:dicom:uid';
export const oid = (uid: string): string => `urn:oid:${uid}`;
