import type { CodeableConcept, Observation } from 'fhir/r4.js';
import { findingsCode, imagingCategory, impressionCode } from './codes.ts';
import { deviceId, idOf } from './ids.ts';
import { effectiveOf, isWithdrawn, metaOf, narrative, type ReportSource, subjectOf } from './source.ts';

/** Findings and impression; a part that the text does not have is no Observation. */
export function observationsOf(source: ReportSource): Observation[] {
  const { findings, impression } = source.result;
  return [
    ...(findings.trim() === '' ? [] : [observation(source, 'findings', findingsCode, findings)]),
    ...(impression.trim() === '' ? [] : [observation(source, 'impression', impressionCode, impression)]),
  ];
}

function observation(source: ReportSource, what: string, code: CodeableConcept, value: string): Observation {
  const { study, result } = source;
  const subject = subjectOf(source);
  return {
    resourceType: 'Observation',
    id: idOf(what, study.study),
    meta: metaOf(source, true),
    text: narrative(result.notice, value),
    status: isWithdrawn(source) ? 'entered-in-error' : 'preliminary',
    category: [imagingCategory],
    code,
    ...(subject && { subject }),
    effectiveDateTime: effectiveOf(source),
    issued: result.createdAt,
    // Base R4 lets no Device perform; what observed is said here and in Provenance.
    device: { reference: `Device/${deviceId(result.bundle.digest)}` },
    valueString: value,
    derivedFrom: [{ reference: `ImagingStudy/${study.study}` }],
  };
}
