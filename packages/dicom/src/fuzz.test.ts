import { RefusalError } from '@wetread/contracts';
import { dicomFile, jpegFile, pngFile, seededRandom, syntheticRadiograph, transferSyntaxes } from '@wetread/testing';
import { expect, it } from 'vitest';
import { admit } from './admit.ts';
import { readHeader } from './header.ts';
import { renderGrey } from './render.ts';

const image = syntheticRadiograph({ width: 72, height: 66, bits: 12 });
const nested = { ProcedureCodeSequence: [{ ConceptNameCodeSequence: [{ CodeValue: 'a' }] }, { CodeValue: 'b' }] };
const limits = { maxPixels: 1_000_000, minSide: 64 };

type Mutation = (file: Buffer, random: () => number) => Buffer;
const place = (file: Buffer, random: () => number): number => {
  const reach = random() < 0.7 ? Math.min(file.length, 1_800) : file.length;
  return Math.floor(random() * Math.max(1, reach - 4));
};

const mutations: Mutation[] = [
  function flipBits(file, random) {
    const out = Buffer.from(file);
    for (let flips = 1 + random() * 8; flips > 0; flips--) {
      const at = place(out, random);
      out[at] = (out[at] as number) ^ (1 << Math.floor(random() * 8));
    }
    return out;
  },
  function cut(file, random) {
    return file.subarray(0, place(file, random));
  },
  function lieAboutLengths(file, random) {
    const out = Buffer.from(file);
    const lengths = [0xffffffff, 0xfffffffe, 0x7fffffff, 0, 1, Math.floor(random() * 2 ** 32)];
    out.writeUInt32LE(lengths[Math.floor(random() * lengths.length)] as number, place(out, random));
    return out;
  },
  function insert(file, random) {
    const at = place(file, random);
    return Buffer.concat([
      file.subarray(0, at),
      Buffer.alloc(Math.floor(random() * 64), Math.floor(random() * 256)),
      file.subarray(at),
    ]);
  },
  function remove(file, random) {
    const at = place(file, random);
    return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + Math.floor(random() * 32))]);
  },
  function repeat(file, random) {
    const from = place(file, random);
    const part = file.subarray(from, from + Math.floor(random() * 400));
    return Buffer.concat([
      file.subarray(0, from),
      ...Array<Buffer>(1 + Math.floor(random() * 20)).fill(part),
      file.subarray(from),
    ]);
  },
];

async function* mutants(files: readonly Buffer[], count: number, seed: number): AsyncGenerator<Buffer> {
  const random = seededRandom(seed);
  for (let index = 0; index < count; index++) {
    let file = files[index % files.length] as Buffer;
    for (let rounds = random() < 0.3 ? 2 : 1; rounds > 0; rounds--) {
      const mutate = mutations[Math.floor(random() * mutations.length)] as Mutation;
      file = mutate(file, random);
    }
    yield file;
  }
}

/** 'ok' or the refusal's code; anything else that is thrown fails the test. */
async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'ok';
  } catch (error) {
    if (error instanceof RefusalError) return error.code;
    throw error;
  }
}

function tally(counts: Map<string, number>, code: string): void {
  counts.set(code, (counts.get(code) ?? 0) + 1);
}

it('answers 500 mutated DICOM files with a header or a refusal, and renders or refuses what it admits', async () => {
  const files = [
    await dicomFile({ image, attributes: nested }),
    await dicomFile({ image, attributes: nested, transferSyntax: transferSyntaxes.implicitLittleEndian }),
    await dicomFile({ image, attributes: nested, transferSyntax: transferSyntaxes.jpegBaseline }),
  ];
  const counts = new Map<string, number>();
  for await (const file of mutants(files, 500, 42)) {
    const read = async () => admit(await readHeader(file), limits);
    const code = await outcome(read);
    tally(counts, code === 'ok' ? `rendered: ${await outcome(() => renderGrey(file, limits))}` : code);
  }
  expect(counts.get('truncated')).toBeGreaterThan(20);
  expect(counts.get('damaged')).toBeGreaterThan(5);
  expect(counts.get('rendered: ok')).toBeGreaterThan(50);
}, 120_000);

it('answers 200 mutated pictures with an image or a refusal', async () => {
  const eight = syntheticRadiograph({ width: 72, height: 66 });
  const counts = new Map<string, number>();
  for await (const file of mutants([await pngFile(eight), await jpegFile(eight), await pngFile(image)], 200, 7)) {
    tally(counts, await outcome(() => renderGrey(file, limits)));
  }
  expect(counts.get('ok')).toBeGreaterThan(10);
  expect(counts.size).toBeGreaterThan(3);
}, 120_000);
