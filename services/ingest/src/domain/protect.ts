import { RefusalError } from '@wetread/contracts';
import {
  type Deidentifier,
  type IdentityRecord,
  type InstanceIds,
  originalOf,
  type PlainDataset,
} from '@wetread/deidentification';
import {
  ByteReader,
  type DicomHeader,
  explicitLittleEndian,
  inflatedChunks,
  isDeflated,
  readHeader,
  readMeta,
  withSource,
} from '@wetread/dicom';
import { readPatientStudy } from '@wetread/dicom/report';
import { dicomRecord, type Inspected, identityOf, pictureRecord, refusalOf } from './inspect.ts';
import type { Spool, SpooledFile } from './spool.ts';

/** A file as it may be stored, and what is to be sealed of it. */
export interface Protected {
  /** The file without whom it is of; where it is refused, the original, which is thrown away. */
  readonly file: SpooledFile;
  readonly found: Inspected;
  /** A digest of the instance as it was sent, for how it is de-identified may change until it is sent again. */
  readonly content?: string;
  /** As the sender knows the instance. */
  readonly sent?: InstanceIds;
  readonly identity?: IdentityRecord;
}

/**
 * De-identifies a file on the local disk, before anything of it is stored or named anywhere else. Admission was by the original,
 * which says the age. What cannot be rewritten is refused.
 */
export async function protect(
  original: SpooledFile,
  found: Inspected,
  deidentifier: Deidentifier,
  spool: Spool,
): Promise<Protected> {
  const { header, picture } = found;
  try {
    if (header) return await protectDicom(original, { ...found, header }, deidentifier, spool);
    if (picture === undefined || found.refusal) return { file: original, found };
    const file = await bareFile(withSource(original.path, (bytes) => spool.take(deidentifier.picture(bytes, picture))));
    const facts = found.record?.('');
    if (!facts) return { file, found };
    const { format, width, height } = facts;
    return { file, found: { picture, record: (study) => pictureRecord(file, study, { format, width, height }) } };
  } catch (error) {
    return {
      file: original,
      found: { ...(header && refusedIdentity(header, deidentifier)), refusal: refusalOf(error) },
    };
  }
}

async function protectDicom(
  original: SpooledFile,
  found: Inspected & { readonly header: DicomHeader },
  deidentifier: Deidentifier,
  spool: Spool,
): Promise<Protected> {
  const { header, refusal } = found;
  const sent = { study: header.studyUid, series: header.seriesUid, sop: header.sopInstanceUid };
  return withPlain(original, spool, async (plain) => {
    const ids = deidentifier.ids(sent);
    const identity = {
      ...ids,
      original: originalOf(await readPatientStudy(original.path)),
      shiftDays: deidentifier.shiftDays(header),
    };
    if (refusal)
      return { file: original, found: { ...refusedIdentity(header, deidentifier), refusal }, sent, identity };
    const file = await bareFile(spool.take(deidentifier.dicom(plain, header)));
    const bare = await readHeader(file.path).catch(async (error) => {
      await file.remove();
      throw error;
    });
    // The view may be told by words that the profile takes out.
    const { view, bodyPart } = dicomRecord(original, header);
    const record = () => ({ ...dicomRecord(file, bare), view, ...(bodyPart !== undefined && { bodyPart }) });
    const content = deidentifier.pseudonyms.digest(original.sha256);
    return { file, found: { ...identityOf(bare), record }, content, sent, identity };
  });
}

/** Of a file that is not kept: nothing else of it stays. */
function refusedIdentity(header: DicomHeader, deidentifier: Deidentifier): Inspected {
  const { studyUid: study, seriesUid: series, sopInstanceUid: sop } = header;
  return { ...deidentifier.ids({ study, series, sop }), sopClass: header.sopClassUid };
}

/** A little may be added; a file at the limit is over it then. */
async function bareFile(taking: Promise<SpooledFile>): Promise<SpooledFile> {
  const file = await taking;
  if (!file.overLimit) return file;
  await file.remove();
  throw new RefusalError('file_too_large');
}

/** A deflated data set is inflated onto the disk first, and stays so. */
async function withPlain<T>(file: SpooledFile, spool: Spool, use: (plain: PlainDataset) => Promise<T>): Promise<T> {
  return withSource(file.path, async (bytes) => {
    const meta = await readMeta(new ByteReader(bytes));
    if (!isDeflated(meta)) return use({ bytes, at: meta.end, transferSyntaxUid: meta.transferSyntaxUid });
    const inflated = await bareFile(spool.take(inflatedChunks(bytes, meta.end)));
    try {
      return await withSource(inflated.path, (plain) =>
        use({ bytes: plain, at: 0, transferSyntaxUid: explicitLittleEndian }),
      );
    } finally {
      await inflated.remove();
    }
  });
}
