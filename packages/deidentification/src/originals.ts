import { ByteReader, ElementWalker, encodingOf, UNDEFINED_LENGTH } from '@wetread/dicom';
import { textOf } from './charsets.ts';
import type { OriginalIdentity } from './identity-record.ts';
import type { PlainDataset } from './rewrite.ts';

/** What is kept of a file's identity, by the names that the record has for it. */
const attributes: ReadonlyMap<number, keyof OriginalIdentity> = new Map([
  [0x00080016, 'sopClass'],
  [0x00080018, 'sop'],
  [0x00080020, 'studyDate'],
  [0x00080030, 'studyTime'],
  [0x00080050, 'accession'],
  [0x00080090, 'referringPhysician'],
  [0x00100010, 'patientName'],
  [0x00100020, 'patientId'],
  [0x00100021, 'patientIdIssuer'],
  [0x00100030, 'patientBirthDate'],
  [0x00100040, 'patientSex'],
  [0x0020000d, 'study'],
  [0x0020000e, 'series'],
  [0x00200010, 'studyId'],
]);
const CHARACTER_SET = 0x00080005;
const LAST = 0x00200010;
const MAX_BYTES = 1_024;

/** Who a file is of, in its own words. Throws RefusalError. */
export async function readOriginals({ bytes, at: start, transferSyntaxUid }: PlainDataset): Promise<OriginalIdentity> {
  const encoding = encodingOf(transferSyntaxUid);
  const reader = new ByteReader(bytes);
  const walker = new ElementWalker(reader);
  const found: { -readonly [K in keyof OriginalIdentity]: OriginalIdentity[K] } = {};
  let characterSet = '';
  for (let at = start; at < reader.size; ) {
    const head = await walker.head(at, encoding);
    if (head.tag > LAST) break;
    const name = attributes.get(head.tag);
    if ((name || head.tag === CHARACTER_SET) && head.length !== UNDEFINED_LENGTH && head.length <= MAX_BYTES) {
      const value = textOf(await reader.copy(head.at, head.length), characterSet);
      if (!name) characterSet = value;
      else if (value !== '') found[name] = value;
    }
    at = await walker.after(head, encoding);
  }
  return found;
}
