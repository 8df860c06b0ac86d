import { dicomFile, seededRandom, sopClasses, syntheticRadiograph, transferSyntaxes } from '@wetread/testing';

/** Bytes of a Part 10 file or of its data set, in pieces: the pixels are the same memory for all instances. */
export interface Instance {
  readonly sop: string;
  readonly study: string;
  readonly file: readonly Buffer[];
  readonly dataset: readonly Buffer[];
}

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const STUDY = `2.25.${'1'.repeat(38)}`;
const SERIES = `2.25.${'2'.repeat(38)}`;
const SOP = `2.25.${'3'.repeat(38)}`;
/** Preamble, magic word, and the element that says how long the meta information is. */
const META_START = 128 + 4 + 12;

/**
 * Computed radiographs that differ in their UIDs and in one row of pixels, two a study, made as they are asked for: only
 * one of them is held.
 */
export class Instances {
  readonly #file: Buffer;
  readonly #metaEnd: number;
  readonly #secondRow: number;
  readonly #random: () => number;

  private constructor(file: Buffer, { width, height }: ImageSize, seed: number) {
    this.#file = file;
    this.#metaEnd = META_START + file.readUInt32LE(META_START - 4);
    this.#secondRow = file.length - 2 * width * (height - 1);
    this.#random = seededRandom(seed);
  }

  static async of(size: ImageSize, seed: number): Promise<Instances> {
    const image = syntheticRadiograph({ ...size, bits: 12 });
    const uids = { studyUid: STUDY, seriesUid: SERIES, sopUid: SOP };
    const kind = { sopClass: sopClasses.computedRadiography, modality: 'CR' };
    const transferSyntax = transferSyntaxes.explicitLittleEndian;
    return new Instances(await dicomFile({ image, ...uids, ...kind, transferSyntax }), size, seed);
  }

  get bytes(): number {
    return this.#file.length;
  }

  *make(count: number): Generator<Instance> {
    let study = '';
    for (let index = 0; index < count; index++) {
      if (index % 2 === 0) study = this.#uid();
      yield this.#one(study, this.#uid());
    }
  }

  #one(study: string, sop: string): Instance {
    const head = Buffer.from(this.#file.subarray(0, this.#secondRow));
    const renamed = [
      [STUDY, study],
      [SERIES, `${study.slice(0, -1)}0`],
      [SOP, sop],
    ] as const;
    for (const [from, to] of renamed) {
      for (let at = head.indexOf(from); at >= 0; at = head.indexOf(from, at + from.length))
        head.write(to, at, 'latin1');
    }
    for (let at = 1; at <= 64; at++) head[head.length - at] = Math.floor(this.#random() * 16);
    const rest = this.#file.subarray(this.#secondRow);
    return { sop, study, file: [head, rest], dataset: [head.subarray(this.#metaEnd), rest] };
  }

  #uid(): string {
    let digits = '1';
    while (digits.length < 37) digits += Math.floor(this.#random() * 10);
    return `2.25.${digits}1`;
  }
}
