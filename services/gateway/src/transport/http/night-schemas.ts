import { studyUid } from '@wetread/contracts';
import { z } from 'zod';
import { accessionNumber, isNamed, nightId, nightRow } from '../../nights/records.ts';

const time = z.iso.datetime().meta({ example: '2026-03-02T05:30:00.000Z' });
const moment = z.iso.datetime({ offset: true }).meta({ example: '2026-03-02T06:30:00+01:00' });

export const nightParams = z.object({ id: nightId });

const schedule = {
  date: z.iso.date().describe('Name of the night, by the local date of its start.'),
  closes_at: moment.optional().describe('When the last report is made and the event told; at once, where not given.'),
};

const qido = z
  .object({
    url: z.string().max(2_000).meta({ example: 'https://pacs.example.org/dicomweb' }),
    match: z
      .record(z.string().regex(/^[A-Za-z0-9]{1,64}$/), z.string().max(128))
      .default({})
      .meta({ example: { StudyDate: '20260301', ModalitiesInStudy: 'DX' } }),
    authorization: z
      .string()
      .max(8_192)
      // What RFC 9110 5.5 lets a header's value hold, as far as any scheme needs it.
      .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/)
      .optional()
      .meta({ example: 'Bearer eyJhbGciOiJFUzI1NiJ9' })
      .describe('Header for the PACS, in ASCII. Sent once, and kept nowhere.'),
  })
  .describe('QIDO-RS: the studies that a PACS has, asked for now. The address rules of webhooks hold.');

const listed = z
  .object({
    study: studyUid.optional(),
    accession_number: accessionNumber.optional().meta({ example: 'A2026-004711' }),
    reference: z.string().max(64).optional().describe('Your own name of it, given back in the report.'),
  })
  .refine(
    ({ study, accession_number: accession }) => isNamed({ study, accession }),
    'give study, accession_number or both',
  );

export type Listed = z.infer<typeof listed>;

export const newNight = z
  .object({
    ...schedule,
    expected: z
      .object({
        studies: z
          .array(listed)
          .max(1_000, 'at most 1,000; for more, upload a list as text/csv')
          .optional()
          .describe('By UID, accession number or both, at most 1,000; for more, upload a list as text/csv.'),
        qido: qido.optional(),
      })
      .refine(
        ({ studies, qido: asked }) => (studies === undefined) !== (asked === undefined),
        'give either studies or qido',
      ),
  })
  .meta({ id: 'NewNight' });
export type NewNightInput = z.infer<typeof newNight>;

export const csvNight = z.object(schedule);

/** Of an upload of CSV, whose body is the list. */
export const nightQuery = z.object({
  date: z.string().max(40).optional().describe('Of an upload of CSV: as in JSON.'),
  closes_at: z.string().max(40).optional().describe('Of an upload of CSV: as in JSON.'),
});

const counts = {
  expected: z.int(),
  received: z.int(),
  assembled: z.int(),
  summarized: z.int(),
  delivered: z.int().describe('A webhook with the end of the current revision was answered with 2xx.'),
  gaps: z.int(),
};

const fields = {
  id: nightId,
  date: z.iso.date(),
  status: z.enum(['open', 'closed']),
  created_at: time,
  closes_at: time,
  closed_at: time.optional(),
  expected_from: z.enum(['list', 'csv', 'qido']),
  report_file: z.string().describe('Path of the report as CSV, with a line for each expected study.'),
};

const { accession: _, expectedStudy: __, sealed: ___, ...shownOfRow } = nightRow.shape;
const nightGap = z.object({
  ...shownOfRow,
  accession_number: z.string().optional(),
  expected_study: studyUid.optional().describe('As the list names the study, where it came under another UID.'),
  further: z.literal(true).optional().describe('Another study under the accession number of an expected one.'),
  original: z
    .object({ study: z.string().optional(), accession_number: z.string().optional() })
    .optional()
    .describe('With `identifiers=original`, of a de-identified study: as its sender knows it.'),
});
export type NightGap = z.infer<typeof nightGap>;

export const nightItem = z.object({ ...fields, expected: z.int() }).meta({ id: 'NightItem' });
export const nightList = z
  .object({ nights: z.array(nightItem).describe('Newest first, at most 100.') })
  .meta({ id: 'NightList' });

export const nightAnswer = z
  .object({
    ...fields,
    counts: z.object(counts).describe('While the night is open: as of now.'),
    by_reason: z.record(z.string(), z.int()).describe('Gaps by reason code.'),
    gaps: z.array(nightGap).describe('The first 1,000; the CSV has all.'),
  })
  .meta({ id: 'Night' });
export type NightAnswer = z.infer<typeof nightAnswer>;
