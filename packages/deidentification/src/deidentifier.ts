import type { DeidentificationOptions } from '@wetread/contracts';
import { type ByteSource, type DicomHeader, part10Head } from '@wetread/dicom';
import { barePicture } from './pictures.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { deidentifiedDataset, type PlainDataset } from './rewrite.ts';

/** Identifiers of one instance. */
export interface InstanceIds {
  readonly study: string;
  readonly series: string;
  readonly sop: string;
}

/** De-identifies the files of one tenant. */
export class Deidentifier {
  readonly #options: DeidentificationOptions;
  readonly #pseudonyms: Pseudonyms;

  constructor(options: DeidentificationOptions, pseudonyms: Pseudonyms) {
    this.#options = options;
    this.#pseudonyms = pseudonyms;
  }

  get pseudonyms(): Pseudonyms {
    return this.#pseudonyms;
  }

  uid(original: string): string {
    return this.#options.retain.includes('uids') ? original : this.#pseudonyms.uid(original);
  }

  ids({ study, series, sop }: InstanceIds): InstanceIds {
    return { study: this.uid(study), series: this.uid(series), sop: this.uid(sop) };
  }

  /** Days by which the dates of a patient are moved; 0 where they are not. */
  shiftDays(header: Pick<DicomHeader, 'patientId' | 'studyUid'>): number {
    return this.#options.dates === 'shift' ? this.#pseudonyms.shiftDays(patientOf(header)) : 0;
  }

  /** A Part 10 file of its own, with new meta information and an empty preamble. */
  async *dicom(plain: PlainDataset, header: DicomHeader): AsyncGenerator<Buffer> {
    yield part10Head({
      sopClass: header.sopClassUid,
      sop: this.uid(header.sopInstanceUid),
      transferSyntax: plain.transferSyntaxUid,
    });
    const protection = { options: this.#options, pseudonyms: this.#pseudonyms, patient: patientOf(header) };
    yield* deidentifiedDataset(plain, protection);
  }

  picture(file: ByteSource, kind: 'png' | 'jpeg'): AsyncGenerator<Buffer> {
    return barePicture(file, kind);
  }
}

/** Patients without an ID are told apart by study, so that none gets another's dates. */
const patientOf = ({ patientId, studyUid }: Pick<DicomHeader, 'patientId' | 'studyUid'>): string =>
  patientId || `study ${studyUid}`;
