import { applyDecorators } from '@nestjs/common';
import { ApiProduces, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { studyUid } from '@wetread/contracts';
import { z } from 'zod';
import type { Level } from '../../dicomweb/search/attributes.ts';
import { maxHits } from '../../dicomweb/search/query.ts';
import { Answers, Problems } from './documented.ts';

const study = studyUid.describe('Study Instance UID.');
const series = studyUid.describe('Series Instance UID.');
const instance = studyUid.describe('SOP Instance UID.');

export const ofStudy = z.object({ study });
export const ofSeries = z.object({ study, series });
export const ofInstance = z.object({ study, series, instance });
export const ofFrames = ofInstance.extend({
  frames: z
    .string()
    .regex(/^[1-9]\d{0,6}(,[1-9]\d{0,6}){0,99}$/, 'not numbers from 1, with commas between')
    .describe('Frame numbers from 1, with commas between; a radiograph has one.')
    .meta({ example: '1' }),
});
export type OfStudy = z.infer<typeof ofStudy>;
export type OfSeries = z.infer<typeof ofSeries>;
export type OfInstance = z.infer<typeof ofInstance>;
export type OfFrames = z.infer<typeof ofFrames>;

export const datasets = z
  .array(z.record(z.string(), z.looseObject({ vr: z.string() })))
  .describe('DICOM JSON, PS3.18 annex F.')
  .meta({ id: 'DicomJson' });

/** An answer in bytes, of one of these media types. */
export function SendsBytes(description: string, types: readonly string[], statuses: readonly number[] = [200]) {
  const content = Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
  return applyDecorators(
    ...statuses.map((status) => ApiResponse({ status, description, content } as never)),
    Answers(304, 'What If-None-Match names has not changed'),
  );
}

/** A rendered image, and the parameters that say how. */
export const Renders = (description: string, types: readonly string[], query: z.ZodObject) =>
  applyDecorators(
    ...Object.entries(query.shape).map(([name, schema]) => {
      const { $schema: _, description: what = '', ...own } = z.toJSONSchema(schema, { io: 'input' });
      return ApiQuery({ name, required: false, description: what, schema: own } as never);
    }),
    SendsBytes(description, types),
    Problems('invalid_request', 'not_found', 'not_acceptable', 'image_invalid', 'overloaded', 'deadline_exceeded'),
  );

/** An answer of datasets, as JSON or XML. */
export const SendsDatasets = (description: string) =>
  applyDecorators(
    ApiProduces('application/dicom+json', 'application/json', 'multipart/related'),
    Answers(200, description, datasets),
  );

const keys: Readonly<Record<Level, readonly string[]>> = {
  study: [
    'StudyDate',
    'StudyTime',
    'AccessionNumber',
    'ModalitiesInStudy',
    'PatientName',
    'PatientID',
    'StudyInstanceUID',
  ],
  series: ['StudyInstanceUID', 'Modality', 'SeriesInstanceUID', 'SeriesNumber'],
  instance: ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPClassUID', 'SOPInstanceUID', 'InstanceNumber'],
};

/** A search, PS3.18 8.3.4. Attributes beside the usual ones can be matched too, by keyword or tag. */
export function Searches(level: Level) {
  const query = (name: string, schema: object, description: string) =>
    ApiQuery({ name, required: false, description, schema } as never);
  return applyDecorators(
    query(
      'limit',
      { type: 'integer', minimum: 0, maximum: 999_999_999 },
      `At most ${maxHits} count; 100 where it is not given.`,
    ),
    query('offset', { type: 'integer', minimum: 0, maximum: 999_999_999 }, 'Results to skip.'),
    query('includefield', { type: 'string', pattern: '^(all|StudyDescription|00081030)$' }, 'An attribute, or `all`.'),
    query('fuzzymatching', { type: 'boolean' }, 'Not supported: names match literally, with a warning.'),
    ...keys[level].map((key) => query(key, { type: 'string', maxLength: 324 }, 'Only results that match.')),
    ApiProduces('application/dicom+json', 'application/json', 'multipart/related'),
    Answers(200, 'What matches, newest first; the header Warning says where it is not all', datasets),
    Answers(204, 'Nothing matches'),
    Problems('invalid_request', 'not_acceptable'),
  );
}
