import { refusalTable } from '@wetread/contracts';
import type { Taken } from '../../domain/intake.ts';

/** A DICOM JSON dataset, PS3.18 annex F. */
export type Dataset = Record<string, { readonly vr: string; readonly Value: readonly unknown[] }>;

export interface StowAnswer {
  readonly status: 200 | 202 | 409;
  readonly dataset: Dataset;
}

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
      ...(studies.size === 1 && { [tags.retrieveUrl]: element('UR', studyUrl(baseUrl, study as string)) }),
      ...sequence(
        tags.referencedSopSequence,
        stored.map((item) => referenceOf(item, baseUrl)),
      ),
      ...sequence(tags.failedSopSequence, failed.map(failureOf)),
      ...sequence(tags.otherFailuresSequence, other.map(failureOf)),
    },
  };
}

const element = (vr: string, value: unknown) => ({ vr, Value: [value] });
const studyUrl = (baseUrl: string, study: string) => `${baseUrl}/dicomweb/studies/${study}`;

function sequence(tag: string, items: readonly Dataset[]): Dataset {
  return items.length === 0 ? {} : { [tag]: { vr: 'SQ', Value: items } };
}

function identityOf({ sopClass, sop }: Taken): Dataset {
  return {
    ...(sopClass && { [tags.referencedSopClassUid]: element('UI', sopClass) }),
    ...(sop && { [tags.referencedSopInstanceUid]: element('UI', sop) }),
  };
}

function referenceOf(taken: Taken, baseUrl: string): Dataset {
  const url = `${studyUrl(baseUrl, taken.study)}/series/${taken.series}/instances/${taken.sop}`;
  return { ...identityOf(taken), [tags.retrieveUrl]: element('UR', url) };
}

function failureOf(taken: Taken): Dataset {
  if (!taken.refusal) return {};
  const { code, message } = taken.refusal;
  return {
    ...identityOf(taken),
    [tags.failureReason]: element('US', refusalTable[code].dicomFailure),
    ...sequence(tags.failedAttributesSequence, [{ [tags.errorComment]: element('LO', `${code}: ${message}`) }]),
  };
}
