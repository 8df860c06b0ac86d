/** A moment as DICOM writes it, PS3.5 6.2. */
export interface LocalTime {
  readonly date: string;
  readonly time: string;
  /** Of the date and the time from UTC, where the study's own objects name theirs. */
  readonly offset?: string;
}

/**
 * In the time zone of the study's objects, which is theirs alone to say; else in UTC, and then unnamed, for the offset of
 * an object holds for the study's date and time too.
 *
 * @param at RFC 3339. @param timezone Timezone Offset From UTC, or empty
 */
export function localTime(at: string, timezone: string): LocalTime {
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/.exec(timezone) ?? [];
  const shift = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const written = new Date(Date.parse(at) + shift * 60_000).toISOString();
  return {
    date: written.slice(0, 10).replaceAll('-', ''),
    time: `${written.slice(11, 19).replaceAll(':', '')}.${written.slice(20, 23)}000`,
    ...(sign !== undefined && { offset: timezone }),
  };
}
