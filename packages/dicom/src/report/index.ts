export { implementationClassUid, implementationVersion } from '../implementation.ts';
export { explicitLittleEndian, implicitLittleEndian } from '../uids.ts';
export type { SopReference } from './content-items.ts';
export { type PatientStudy, readPatientStudy } from './patient-study.ts';
export { basicTextSr, type PlacedReference, type ReportedText, structuredReport } from './structured-report.ts';
export { datasetOf } from './written.ts';
