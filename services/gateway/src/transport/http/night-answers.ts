import type { Names } from '@wetread/deidentification';
import type { NightReport } from '../../nights/night-desk.ts';
import type { ShownRow } from '../../nights/original-rows.ts';
import type { NightClosing, NightRecord } from '../../nights/records.ts';
import type { NightAnswer, NightGap } from './night-schemas.ts';

const fieldsOf = ({ id, date, createdAt, closesAt, expected }: NightRecord, closing: NightClosing | undefined) => ({
  id,
  date,
  status: closing ? ('closed' as const) : ('open' as const),
  created_at: createdAt,
  closes_at: closesAt,
  ...(closing && { closed_at: closing.at }),
  expected_from: expected.from,
  report_file: `/v1/nights/${id}/report`,
});

export const nightItemOf = (night: NightRecord, closing: NightClosing | undefined) => ({
  ...fieldsOf(night, closing),
  expected: night.expected.count,
});

const gapOf = ({ accession, expectedStudy, original, sealed: _, ...row }: ShownRow): NightGap => ({
  ...row,
  ...(accession !== undefined && { accession_number: accession }),
  ...(expectedStudy !== undefined && { expected_study: expectedStudy }),
  ...(original && { original: namesOf(original) }),
});

const namesOf = ({ study, accession }: Names) => ({
  ...(study !== undefined && { study }),
  ...(accession !== undefined && { accession_number: accession }),
});

export function nightAnswerOf({ night, closing, counts, gaps }: NightReport): NightAnswer {
  const { byReason, ...rest } = counts;
  return { ...fieldsOf(night, closing), counts: rest, by_reason: byReason, gaps: gaps.map(gapOf) };
}
