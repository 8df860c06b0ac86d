import { type ErrorCode, errorTable, type WetreadError } from '@wetread/contracts';
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';
import { narrative } from './source.ts';

export const fhirJson = 'application/fhir+json; charset=utf-8';

type IssueType = OperationOutcomeIssue['code'];

/** FHIR's word for what went wrong, by our own. */
const issueTypes: Partial<Record<ErrorCode, IssueType>> = {
  invalid_request: 'invalid',
  unauthenticated: 'login',
  forbidden: 'forbidden',
  not_found: 'not-found',
  conflict: 'conflict',
  too_large: 'too-long',
  unsupported_media_type: 'not-supported',
  overloaded: 'throttled',
  deadline_exceeded: 'timeout',
};

const issueOf = ({ code, retryable }: WetreadError): IssueType =>
  issueTypes[code] ?? (retryable ? 'transient' : 'exception');

/** Every error under /fhir. What was not expected shows nothing of itself. */
export function outcomeOf(error: WetreadError): OperationOutcome {
  const { title } = errorTable[error.code];
  const sentence = error.code === 'internal' ? title : error.message;
  return outcome({ severity: 'error', code: issueOf(error), details: { text: title }, diagnostics: sentence });
}

/** What was asked for and not heeded, beside an answer. */
export const warnings = (sentences: readonly string[]): OperationOutcome =>
  outcome(
    ...sentences.map((diagnostics) => ({ severity: 'warning' as const, code: 'not-supported' as const, diagnostics })),
  );

const outcome = (...issue: OperationOutcomeIssue[]): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  text: narrative(...issue.map(({ diagnostics = '' }) => diagnostics)),
  issue,
});
