import { type RefusalError, refusalTable } from '@wetread/contracts';
import { type DicomJson, jsonElement, nativeXml } from '@wetread/dicom';
import type { Offer } from '@wetread/http';
import type { Taken } from '../../domain/intake.ts';

export interface StowAnswer {
  readonly status: 200 | 202 | 409;
  readonly dataset: DicomJson;
}

/** How the answer may be written; the first where the sender does not say. */
export const stowForms: readonly (Offer & { readonly write: (dataset: DicomJson) => string })[] = [
  { mediaType: 'application/dicom+json', write: JSON.stringify },
  { mediaType: 'application/dicom+xml', write: nativeXml },
  { mediaType: 'application/json', write: JSON.stringify },
];

const tags = {
  errorComment: '00000902',
  referencedSopClassUid: '00081150',
  referencedSopInstanceUid: '00081155',
  retrieveUrl: '00081190',
  failureReason: '00081197',
  failedSopSequence: '00081198',
  referencedSopSequence: '00081199',
  otherFailuresSequence: '0008119A',
  failedAttributesSequence: '00741048',
} as const;

/**
 * The Store Instances response, PS3.18 10.5.3: 200 where all is stored, 202 where some, 409 where nothing. Files without
 * readable UIDs go into the Other Failures Sequence, as the standard has it. Failed Attributes Sequence says our own
 * reason code beside the standard's few numbers (I8).
 */
export function stowAnswer(taken: readonly Taken[], baseUrl: string): StowAnswer {
  const stored = taken.filter(({ refusal }) => !refusal);
  const refused = taken.filter(({ refusal }) => refusal);
  const failed = refused.filter(({ sop }) => sop !== undefined);
  const other = refused.filter(({ sop }) => sop === undefined);
  const studies = new Set(stored.map(({ study }) => study));
  const [study] = studies;
  return {
    status: refused.length === 0 ? 200 : stored.length > 0 ? 202 : 409,
    dataset: {
      ...(studies.size === 1 && { [tags.retrieveUrl]: jsonElement('UR', studyUrl(baseUrl, study as string)) }),
      ...sequence(
        tags.referencedSopSequence,
        stored.map((item) => referenceOf(item, baseUrl)),
      ),
      ...sequence(tags.failedSopSequence, failed.map(failureOf)),
      ...sequence(tags.otherFailuresSequence, other.map(failureOf)),
    },
  };
}

const studyUrl = (baseUrl: string, study: string) => `${baseUrl}/dicomweb/studies/${study}`;

function sequence(tag: string, items: readonly DicomJson[]): DicomJson {
  return items.length === 0 ? {} : { [tag]: { vr: 'SQ', Value: items } };
}

/** By the sender's own UIDs, for it knows no other; addresses have those that stand for them. */
function identityOf({ sopClass, sop: stored, sent }: Taken): DicomJson {
  const sop = sent?.sop ?? stored;
  return {
    ...(sopClass && { [tags.referencedSopClassUid]: jsonElement('UI', sopClass) }),
    ...(sop && { [tags.referencedSopInstanceUid]: jsonElement('UI', sop) }),
  };
}

function referenceOf(taken: Taken, baseUrl: string): DicomJson {
  const url = `${studyUrl(baseUrl, taken.study)}/series/${taken.series}/instances/${taken.sop}`;
  return { ...identityOf(taken), [tags.retrieveUrl]: jsonElement('UR', url) };
}

function failureOf(taken: Taken): DicomJson {
  if (!taken.refusal) return {};
  const { code } = taken.refusal;
  return {
    ...identityOf(taken),
    [tags.failureReason]: jsonElement('US', refusalTable[code].dicomFailure),
    ...sequence(tags.failedAttributesSequence, [{ [tags.errorComment]: jsonElement('LO', commentOf(taken.refusal)) }]),
  };
}

/** LO has at most 64 characters, PS3.5 6.2, and no backslash. The code comes first: the sentence can be looked up by it. */
const commentOf = ({ code, message }: RefusalError): string =>
  Array.from(`${code}: ${message}`.replaceAll('\\', '/')).slice(0, 64).join('').trimEnd();
