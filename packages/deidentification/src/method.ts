import type { DeidentificationOptions } from '@wetread/contracts';
import { type Encoding, element, itemEnd, itemStart, sequenceEnd, sequenceHead } from '@wetread/dicom';
import { padded } from './values.ts';

/** CID 7050, PS3.16. */
const methods = {
  basic: ['113100', 'Basic Application Confidentiality Profile'],
  cleanDescriptors: ['113105', 'Clean Descriptors Option'],
  keep: ['113106', 'Retain Longitudinal Temporal Information Full Dates Option'],
  shift: ['113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
  patient_characteristics: ['113108', 'Retain Patient Characteristics Option'],
  device: ['113109', 'Retain Device Identity Option'],
  uids: ['113110', 'Retain UIDs Option'],
  safePrivate: ['113111', 'Retain Safe Private Option'],
  institution: ['113112', 'Retain Institution Identity Option'],
} as const;

const temporal = { remove: 'REMOVED', shift: 'MODIFIED', keep: 'UNMODIFIED' } as const;

/** What the profile writes into the data set to say that it was applied, in the order of tags, PS3.15 E.1.1 and PS3.3 C.12. */
export function methodElements(
  options: DeidentificationOptions,
  encoding: Encoding,
): readonly (readonly [tag: number, bytes: Buffer])[] {
  const { dates, cleanDescriptors, retain, safePrivate } = options;
  const applied = [
    methods.basic,
    ...(cleanDescriptors ? [methods.cleanDescriptors] : []),
    ...(dates === 'remove' ? [] : [methods[dates]]),
    ...(Object.keys(methods) as (keyof typeof methods)[]).flatMap((name) =>
      retain.includes(name as (typeof retain)[number]) ? [methods[name]] : [],
    ),
    ...(safePrivate.length > 0 ? [methods.safePrivate] : []),
  ];
  const text = (tag: number, vr: string, value: string) => element(tag, vr, padded(value, vr), encoding);
  const codes = applied.flatMap(([value, meaning]) => [
    itemStart(encoding),
    text(0x00080100, 'SH', value),
    text(0x00080102, 'SH', 'DCM'),
    text(0x00080104, 'LO', meaning),
    itemEnd(encoding),
  ]);
  return [
    [0x00120062, text(0x00120062, 'CS', 'YES')],
    [0x00120063, text(0x00120063, 'LO', 'Wetread, PS3.15 Annex E 2026c')],
    [0x00120064, Buffer.concat([sequenceHead(0x00120064, encoding), ...codes, sequenceEnd(encoding)])],
    [0x00280303, text(0x00280303, 'CS', temporal[dates])],
  ];
}
