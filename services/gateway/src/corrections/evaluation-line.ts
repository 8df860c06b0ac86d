import { encodeRecord, type ResultRecord } from '@wetread/studies';
import type { CorrectionRecord } from './correction.ts';

/**
 * One line for evaluation: the fields that `training/wetread/data/records.py` reads, and who said what of which machine
 * text. `summary` is the reference: the clinician's text where it was edited, the machine's where it was accepted, and
 * empty where it was rejected, for then there is none.
 */
export function evaluationLine(correction: CorrectionRecord, result: ResultRecord): Buffer {
  const { id, study, revision, verdict, comment, practitioner, by, at, wasCurrent } = correction;
  return encodeRecord({
    id,
    image: result.images[0]?.render ?? '',
    ...referenceOf(correction, result),
    prediction: result.text,
    verdict,
    ...(comment !== undefined && { comment }),
    study,
    revision,
    result: result.id,
    bundle: result.bundle,
    correctedAt: at,
    by,
    ...(practitioner && { practitioner }),
    wasCurrent,
  });
}

function referenceOf(correction: CorrectionRecord, result: ResultRecord) {
  const { verdict, text = '', findings = '', impression = '' } = correction;
  if (verdict === 'edit') return { summary: text, findings, impression };
  if (verdict === 'accept') return { summary: result.text, findings: result.findings, impression: result.impression };
  return { summary: '', findings: '', impression: '' };
}
