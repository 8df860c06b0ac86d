import { priority, refusalCodes, storedEvent, studyUid, tenantId } from '@wetread/contracts';
import { z } from 'zod';

/** What is stored of a study. Every record is JSON at the key that `keys.ts` gives it. */

const time = z.iso.datetime();
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** How the study came in, and what its sender said about it. */
export const studyRecord = z.object({
  tenant: tenantId,
  study: studyUid,
  receivedAt: time,
  source: z.enum(['upload', 'stow', 'dimse']),
  priority,
  /** Calling AE title of a DICOM association: it names a device, and nobody. */
  aeTitle: z.string().optional(),
  patientId: z.string().optional(),
  /** Accession Number (0008,0050). */
  accession: z.string().optional(),
  /** Study Date (0008,0020) as RFC 3339 writes it, YYYY-MM-DD. */
  studyDate: z.iso.date().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});
export type StudyRecord = z.infer<typeof studyRecord>;

/** One stored image file. Written after its bytes: where this record is, the bytes are. */
export const instanceRecord = z.object({
  sop: studyUid,
  series: studyUid.optional(),
  format: z.enum(['dicom', 'png', 'jpeg']),
  sopClass: z.string().optional(),
  transferSyntax: z.string().optional(),
  modality: z.string().optional(),
  bodyPart: z.string().optional(),
  viewPosition: z.string().optional(),
  view: z.enum(['frontal', 'lateral', 'unknown']),
  width: z.int().positive(),
  height: z.int().positive(),
  bytes: z.int().positive(),
  sha256: digest,
  receivedAt: time,
});
export type InstanceRecord = z.infer<typeof instanceRecord>;

/** Which study an instance is stored in. Written before its record, which alone says that it is. */
export const whereabouts = z.object({
  study: studyUid,
  /** Digest of the only content that may be stored as this instance in that study; earlier versions kept it apart. */
  content: z.string().optional(),
});

/** How far the instances of earlier versions, which did not say where they are, have been gone through. */
export const whereaboutsWalk = z.object({
  done: z.boolean(),
  /** The last key that was looked at. */
  after: z.string().optional(),
});
export type WhereaboutsWalk = z.infer<typeof whereaboutsWalk>;

/** A file of the study that was not taken, or taken and found unusable (I8). */
export const refusalRecord = z.object({
  id: z.string(),
  /** SOP Instance UID, where the file had one. */
  instance: z.string().optional(),
  code: z.enum(refusalCodes),
  sentence: z.string(),
  at: time,
});
export type RefusalRecord = z.infer<typeof refusalRecord>;

export const imageReference = z.object({
  sop: studyUid,
  series: studyUid.optional(),
  sha256: digest,
  /** Key of the 8-bit grey PNG that the encoder reads. */
  render: z.string(),
  view: z.enum(['frontal', 'lateral', 'unknown']),
});
export type ImageReference = z.infer<typeof imageReference>;

/** What of a study is read, fixed at one moment. A late instance makes the next one. */
export const revisionRecord = z.object({
  study: studyUid,
  revision: z.int().positive(),
  createdAt: time,
  priority,
  /** Every instance that was stored by then. */
  instances: z.array(studyUid),
  /** The images that the summary is made from, the best one first; empty where the study is refused. */
  images: z.array(imageReference),
  /** Of the displayed pixels and their size, by instance; with them the next revision need not render again. */
  pixelHashes: z.record(studyUid, digest).optional(),
  refusals: z.array(refusalRecord),
});
export type RevisionRecord = z.infer<typeof revisionRecord>;

export const decodingSettings = z.object({
  temperature: z.number(),
  topP: z.number(),
  repetitionPenalty: z.number(),
  maxNewTokens: z.int(),
  seed: z.int().nullable(),
});
export type DecodingSettings = z.infer<typeof decodingSettings>;

/** Milliseconds of each stage of one reading. */
export const readingTimings = z.object({
  waitMs: z.number(),
  encodeMs: z.number(),
  firstTokenMs: z.number(),
  decodeMs: z.number(),
  totalMs: z.number(),
});

/** A summary with all that made it (I7). */
export const resultRecord = z.object({
  id: z.string(),
  tenant: tenantId,
  study: studyUid,
  revision: z.int().positive(),
  createdAt: time,
  text: z.string(),
  findings: z.string(),
  impression: z.string(),
  preliminary: z.literal(true),
  machineMade: z.literal(true),
  /** The bundle's own words on what this text is and is not. */
  notice: z.string(),
  bundle: z.object({ name: z.string(), version: z.string(), digest }),
  prompt: z.object({ system: z.string(), template: z.string(), question: z.string() }),
  decoding: decodingSettings.extend({ engine: z.string() }),
  images: z.array(imageReference),
  tokens: z.object({ prompt: z.int(), completion: z.int() }),
  stopReason: z.enum(['stop', 'eos', 'length']),
  timings: readingTimings,
});
export type ResultRecord = z.infer<typeof resultRecord>;

/** A revision that could not be read. */
export const failureRecord = z.object({
  tenant: tenantId,
  study: studyUid,
  revision: z.int().positive(),
  createdAt: time,
  code: z.string(),
  message: z.string(),
  bundle: digest.optional(),
});
export type FailureRecord = z.infer<typeof failureRecord>;

export { storedEvent };

export const studyStatuses = ['received', 'queued', 'summarized', 'refused', 'failed'] as const;
export type StudyStatus = (typeof studyStatuses)[number];
