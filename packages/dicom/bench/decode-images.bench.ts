import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { dicomFile, syntheticRadiograph, tempFolder, transferSyntaxes } from '@wetread/testing';
import codecs from 'dcmjs-codecs';
import sharp from 'sharp';
import { type DicomHeader, RenderPool, readHeader } from '../src/index.ts';

/**
 * Images a second from file to displayed pixels through a render pool of one thread, against the codec library alone
 * decoding the same frame in a loop: for each transfer syntax the two take turns image by image, and the median of the
 * ratios of their times counts. The library alone neither reads a file or header, nor maps values to grey, nor hashes, nor changes threads.
 */

const [WIDTH, HEIGHT] = [1_400, 1_700];
const ROUNDS = 11;
/** Of both: V8 compiles what goes through pixels well after some dozen images. */
const WARM_UP = 20;
const AT_LEAST = 0.8;

const { Context, NativeCodecs } = codecs;
type Decode = 'decodeRle' | 'decodeJpeg' | 'decodeJpegLs' | 'decodeJpeg2000' | 'decodeHtJpeg2000';
const decoders: Readonly<Record<string, Decode | 'sharp'>> = {
  rleLossless: 'decodeRle',
  jpegBaseline: 'sharp',
  jpegLosslessFirstOrder: 'decodeJpeg',
  jpegLsLossless: 'decodeJpegLs',
  jpegLsNearLossless: 'decodeJpegLs',
  jpeg2000Lossless: 'decodeJpeg2000',
  jpeg2000: 'decodeJpeg2000',
  htj2kLossless: 'decodeHtJpeg2000',
  htj2k: 'decodeHtJpeg2000',
};

// As ingest does: else each third image brings about a collection of all the heap.
setFlagsFromString('--external-memory-accounted-in-global-limit');
sharp.concurrency(1);
sharp.cache(false);
await NativeCodecs.initializeAsync();
const image = syntheticRadiograph({ width: WIDTH, height: HEIGHT, bits: 12, seed: 3 });

async function alone(decoder: Decode | 'sharp', frame: Buffer, header: DicomHeader): Promise<unknown> {
  if (decoder === 'sharp') return sharp(frame).raw().toBuffer();
  const context = new Context({
    width: header.columns,
    height: header.rows,
    bitsAllocated: header.bitsAllocated,
    bitsStored: header.bitsStored,
    samplesPerPixel: 1,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: header.photometric,
    encodedBuffer: frame,
  });
  return NativeCodecs[decoder](context).getDecodedBuffer();
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function compare(name: string, decoder: Decode | 'sharp', folder: string, pool: RenderPool) {
  const path = join(folder, `${name}.dcm`);
  const transferSyntax = transferSyntaxes[name as keyof typeof transferSyntaxes];
  const file = await dicomFile({ image, transferSyntax });
  await writeFile(path, file);
  const header = await readHeader(file);
  const parts = header.pixelData?.fragments ?? [];
  const frame = Buffer.concat(parts.map(({ offset, length }) => file.subarray(offset, offset + length)));
  const codec = () => alone(decoder, frame, header);
  const ours = () => pool.render(path);
  for (let round = 0; round < WARM_UP; round++) await codec().then(ours);
  const rounds: { codec: number; ours: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ codec: await milliseconds(codec), ours: await milliseconds(ours) });
  }
  return {
    'library alone, images/s': Number((1_000 / median(rounds.map((each) => each.codec))).toFixed(1)),
    'decoded and rendered, images/s': Number((1_000 / median(rounds.map((each) => each.ours))).toFixed(1)),
    ratio: Number(median(rounds.map((each) => each.codec / each.ours)).toFixed(2)),
  };
}

const folder = await tempFolder('decode-images');
const pool = new RenderPool({ threads: 1 });
const table: Record<string, Awaited<ReturnType<typeof compare>>> = {};
for (const [name, decoder] of Object.entries(decoders)) table[name] = await compare(name, decoder, folder.path, pool);
await Promise.all([pool.close(), folder.remove()]);

console.log(`\nDecoding: images of ${WIDTH} × ${HEIGHT}, 12 bits (JPEG baseline: 8), one thread each\n`);
console.table(table);
const worst = Math.min(...Object.values(table).map(({ ratio }) => ratio));
if (process.argv.includes('--json')) {
  const lines = Object.entries(table).map(([name, { ratio }]) => ({
    what: `${name}: images decoded and rendered a second against the codec library alone`,
    value: ratio,
    atLeast: AT_LEAST,
  }));
  console.log(JSON.stringify({ bench: 'decode-images', lines }));
}
process.exit(worst >= AT_LEAST ? 0 : 1);
