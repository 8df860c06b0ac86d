import { createHmac } from 'node:crypto';

/** RFC 4648, the digits of base32: upper-case letters and digits, which every text of DICOM may hold. */
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Identifiers of the standard itself name nobody, and must stay what they are. */
const standardRoot = '1.2.840.10008.';
/** Ten years: long enough to hide the season, short enough to leave equipment and age plausible. */
const MOST_SHIFTED_DAYS = 3_650;

/**
 * What stands for a tenant's identifiers. A keyed hash, so that the same always gives the same without a list of what was given
 * before, and that without the secret no guess can be tried.
 */
export class Pseudonyms {
  readonly #secret: Buffer;

  /** @param secret the tenant's, 32 bytes */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** Under 2.25, PS3.5 annex B.2, of 128 bits. */
  uid(original: string): string {
    if (original.startsWith(standardRoot)) return original;
    return `2.25.${BigInt(`0x${this.#hash('uid', original).toString('hex', 0, 16)}`)}`;
  }

  /** For Patient ID and Patient's Name. */
  patient(patientId: string): string {
    return `P${this.#letters('patient', patientId, 15)}`;
  }

  accession(number: string): string {
    return `A${this.#letters('accession', number, 15)}`;
  }

  /** Days by which all dates of a patient move into the past. */
  shiftDays(patient: string): number {
    return 1 + (this.#hash('dates', patient).readUInt32BE(0) % MOST_SHIFTED_DAYS);
  }

  /** Of a file, for claims that say nothing of it. */
  digest(sha256: string): string {
    return this.#hash('file', sha256).toString('hex');
  }

  #letters(purpose: string, original: string, count: number): string {
    return [...this.#hash(purpose, original).subarray(0, count)].map((byte) => base32[byte % 32]).join('');
  }

  #hash(purpose: string, original: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${purpose}\0${original}`).digest();
  }
}
