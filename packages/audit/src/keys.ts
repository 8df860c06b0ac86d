/**
 * Where the log is in object storage: `audit/{tenant}/{day}/{hour}/{minute}-{written}-{writer}-{number}.jsonl`. A segment
 * holds acts of one minute, by which it is named, so that a time is found by a listing that starts there, however late
 * the segment was written.
 */
export const auditPrefix = (tenant: string) => `audit/${tenant}/`;

/** `2026-03-01/21/04` */
export const minuteOf = (at: string) => `${at.slice(0, 10)}/${at.slice(11, 13)}/${at.slice(14, 16)}`;

/** The minute of a segment's path. */
export const minuteOfPath = (path: string) => path.slice(0, 16);

export const isSegment = (path: string) => /^\d{4}-\d\d-\d\d\/\d\d\/\d\d-\d{13}-[\w-]+\.jsonl$/.test(path);
