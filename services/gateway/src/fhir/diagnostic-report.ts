import type { DiagnosticReport } from 'fhir/r4.js';
import { summaryTextOf } from '../transport/http/study-answers.ts';
import { chestViews, radiology } from './codes.ts';
import { observationsOf } from './observations.ts';
import {
  effectiveOf,
  identifiersOf,
  isWithdrawn,
  lastUpdatedOf,
  metaOf,
  narrative,
  type ReportSource,
  subjectOf,
} from './source.ts';

/**
 * The summary as a report. It is `preliminary` until a clinician rejects it, then `entered-in-error`; no correction makes it
 * `final`, for the final report is written elsewhere, by a person. No human performer or interpreter is named (I7).
 */
export function diagnosticReport(source: ReportSource): DiagnosticReport {
  const { study, result, instances } = source;
  const subject = subjectOf(source);
  const text = summaryTextOf(result);
  const observations = observationsOf(source);
  return {
    resourceType: 'DiagnosticReport',
    id: study.study,
    meta: metaOf(source, true),
    text: narrative(result.notice, result.text),
    identifier: identifiersOf(source),
    status: isWithdrawn(source) ? 'entered-in-error' : 'preliminary',
    category: radiology,
    code: chestViews(instances.length),
    ...(subject && { subject }),
    effectiveDateTime: effectiveOf(source),
    issued: lastUpdatedOf(source),
    ...(observations.length > 0 && {
      result: observations.map(({ id, code }) => ({
        reference: `Observation/${id}`,
        ...(code.text !== undefined && { display: code.text }),
      })),
    }),
    imagingStudy: [{ reference: `ImagingStudy/${study.study}` }],
    conclusion: result.impression || result.text,
    presentedForm: [
      {
        contentType: 'text/plain',
        language: 'en',
        data: Buffer.from(text).toString('base64'),
        size: Buffer.byteLength(text),
        title: 'Preliminary machine reading, with its notice',
        creation: result.createdAt,
      },
    ],
  };
}
