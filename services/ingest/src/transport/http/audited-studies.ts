import type { AuditObject } from '@wetread/audit';
import type { Taken } from '../../domain/intake.ts';

/** The studies that a request's files went into, for the audit log. */
export const studiesOf = (taken: readonly Taken[]): AuditObject[] =>
  [...new Set(taken.map(({ study }) => study))].map((id) => ({ type: 'studies', id }));
