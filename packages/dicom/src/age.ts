import type { DicomHeader } from './header.ts';

const PER_YEAR: Readonly<Record<string, number>> = { D: 365.25, W: 52.18, M: 12, Y: 1 };
/** Older than anyone was: a date that was made up. */
const MOST_YEARS = 125;

/**
 * The patient's age at the study, in years. Patient's Age is what the modality wrote, so it wins; where it is missing or
 * not valid, the time from Patient's Birth Date to Study Date; otherwise undefined.
 */
export function ageInYears(
  header: Pick<DicomHeader, 'patientAge' | 'patientBirthDate' | 'studyDate'>,
): number | undefined {
  const [, count, unit] = /^(\d{3})([DWMY])$/.exec(header.patientAge) ?? [];
  if (count !== undefined && unit !== undefined) return Number(count) / (PER_YEAR[unit] as number);
  const [born, examined] = [dateOf(header.patientBirthDate), dateOf(header.studyDate)];
  if (!born || !examined || examined.getTime() < born.getTime()) return undefined;
  const years = yearsBetween(born, examined);
  return years <= MOST_YEARS ? years : undefined;
}

function dateOf(written: string): Date | undefined {
  const [, year, month, day] = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(written) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function yearsBetween(from: Date, to: Date): number {
  const whole = to.getUTCFullYear() - from.getUTCFullYear();
  const birthday = new Date(from);
  birthday.setUTCFullYear(from.getUTCFullYear() + whole);
  return birthday.getTime() <= to.getTime() ? whole : whole - 1;
}
