import { ByteReader, type ByteSource, type Source, withSource } from '../byte-source.ts';
import { encodingOf, isDeflated } from '../dataset.ts';
import { ElementWalker, type Encoding } from '../elements.ts';
import { inflatedSource } from '../inflated-source.ts';
import { readMeta } from '../meta.ts';
import { decodeText } from './charset.ts';

/** Attributes of the Patient and General Study modules that every object of a study has alike, and who the instance is. */
const wanted = {
  sopClass: 0x00080016,
  sop: 0x00080018,
  studyDate: 0x00080020,
  studyTime: 0x00080030,
  accessionNumber: 0x00080050,
  referringPhysician: 0x00080090,
  timezone: 0x00080201,
  studyDescription: 0x00081030,
  patientName: 0x00100010,
  patientId: 0x00100020,
  issuerOfPatientId: 0x00100021,
  patientBirthDate: 0x00100030,
  patientSex: 0x00100040,
  study: 0x0020000d,
  series: 0x0020000e,
  studyId: 0x00200010,
} as const;

/** Text as it stands in the file, decoded and without padding; empty where it is not there. */
export type PatientStudy = Readonly<Record<keyof typeof wanted, string>>;

const SPECIFIC_CHARACTER_SET = 0x00080005;
const LAST = Math.max(...Object.values(wanted));
const MAX_VALUE_BYTES = 4096;
const names = new Map(Object.entries(wanted).map(([name, tag]) => [tag as number, name as keyof PatientStudy]));

/**
 * Reads a Part 10 file no further than Study ID, so that its beginning is enough where the data set is not deflated.
 * Throws RefusalError: `truncated` where more of it is needed, `not_dicom`, `damaged`.
 */
export function readPatientStudy(source: Source): Promise<PatientStudy> {
  return withSource(source, async (file) => {
    const meta = await readMeta(new ByteReader(file));
    const encoding = encodingOf(meta.transferSyntaxUid);
    if (!isDeflated(meta)) return read(file, meta.end, encoding);
    return read(await inflatedSource(file, meta.end), 0, encoding);
  });
}

async function read(file: ByteSource, start: number, encoding: Encoding): Promise<PatientStudy> {
  const reader = new ByteReader(file);
  const walker = new ElementWalker(reader);
  const found = Object.fromEntries(Object.keys(wanted).map((name) => [name, ''])) as Record<keyof PatientStudy, string>;
  let charsets: string[] = [];
  for (let at = start; at < reader.size; ) {
    const head = await walker.head(at, encoding);
    if (head.tag > LAST) break;
    at = await walker.after(head, encoding);
    const name = names.get(head.tag);
    if ((name === undefined && head.tag !== SPECIFIC_CHARACTER_SET) || head.length > MAX_VALUE_BYTES) continue;
    const value = await reader.copy(head.at, head.length);
    if (name) found[name] = decodeText(value, charsets);
    else
      charsets = value
        .toString('latin1')
        .split('\\')
        .map((term) => term.trim());
  }
  return found;
}
