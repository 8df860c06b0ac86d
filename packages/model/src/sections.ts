import type { SectionSpec } from './manifest.ts';

export interface Sections {
  readonly findings: string;
  readonly impression: string;
}

/**
 * The two parts of an answer. Where the bundle has no markers, or the text lacks one or has them in another order, the
 * whole text is the findings and the impression is empty; no words are ever dropped.
 */
export function splitSections(text: string, markers?: SectionSpec): Sections {
  const whole = { findings: text.trim(), impression: '' };
  if (!markers) return whole;
  const findingsAt = text.indexOf(markers.findings);
  const impressionAt = text.indexOf(markers.impression, Math.max(findingsAt, 0));
  if (findingsAt < 0 || impressionAt < 0) return whole;
  const lead = text.slice(0, findingsAt).trim();
  const findings = text.slice(findingsAt + markers.findings.length, impressionAt).trim();
  return {
    findings: lead ? `${lead} ${findings}` : findings,
    impression: text.slice(impressionAt + markers.impression.length).trim(),
  };
}
