import { RefusalError } from '@wetread/contracts';
import { admitPixels, frameBytes, type ImageLimits } from './admit-pixels.ts';
import { ByteReader, type ByteSource, withSource } from './byte-source.ts';
import { encodingOf, isDeflated } from './dataset.ts';
import { ElementWalker, type Encoding } from './elements.ts';
import { element } from './encode.ts';
import { ExplicitElements } from './explicit.ts';
import { type Frame, storedSamples } from './frame.ts';
import type { Samples } from './grey.ts';
import { type DicomHeader, openDicom } from './header.ts';
import { readMeta } from './meta.ts';
import { part10Head } from './part10.ts';
import { tags } from './tags.ts';
import { compressions, explicitBigEndian, explicitLittleEndian, supportedSyntaxes } from './uids.ts';

const explicit: Encoding = { explicit: true, bigEndian: false };
const ICON_IMAGE_SEQUENCE = 0x00880200;
const EXTENDED_OFFSETS: ReadonlySet<number> = new Set([0x7fe00001, 0x7fe00002, 0x7fe00003]);

/** Whether a stored instance can be had in explicit little endian; big endian, which is retired, is not swapped. */
export const isTranscoded = (transferSyntaxUid: string): boolean =>
  supportedSyntaxes.has(transferSyntaxUid) &&
  transferSyntaxUid !== explicitLittleEndian &&
  transferSyntaxUid !== explicitBigEndian;

/**
 * A file of one frame in explicit little endian: its attributes as they are, its samples as they were stored before they were
 * compressed. What follows the pixels, an icon, which may be compressed in its own way, and the lengths of groups are left out.
 * Blocks the thread that calls it, as `renderGrey` does. Throws RefusalError.
 */
export function toExplicitLittleEndian(source: Uint8Array | string, limits: ImageLimits) {
  return withSource(source, async (file) => {
    const { header, bytes } = await openDicom(file);
    admitPixels(header, limits);
    if (!isTranscoded(header.transferSyntaxUid)) throw new RefusalError('transfer_syntax_unsupported');
    const meta = await readMeta(new ByteReader(file));
    const pixels = await pixelsOf(header, bytes);
    const identity = { sopClass: header.sopClassUid, sop: header.sopInstanceUid, transferSyntax: explicitLittleEndian };
    const attributes = await attributesOf(bytes, isDeflated(meta) ? 0 : meta.end, header, pixels);
    const { rows: height, columns: width } = header;
    return { width, height, bytes: Buffer.concat([part10Head(identity), ...attributes, pixels.element]) };
  });
}

interface Pixels {
  readonly element: Buffer;
  /** Of colour, whose samples now lie pixel by pixel. */
  readonly photometric: string | undefined;
}

async function pixelsOf(header: DicomHeader, source: ByteSource): Promise<Pixels> {
  const vr = header.bitsAllocated === 8 ? 'OB' : 'OW';
  if (!compressions.has(header.transferSyntaxUid)) {
    // Up to the pixels nothing tells a deflated or implicit image from an explicit one.
    const native = await source.read(header.pixelData?.offset ?? 0, frameBytes(header));
    return { element: pixelElement(vr, native), photometric: undefined };
  }
  const frame = await storedSamples(header, source);
  const samples = interleaved(frame);
  const wide = vr === 'OW' && samples instanceof Uint8Array ? Uint16Array.from(samples) : samples;
  const photometric = frame.components === 1 ? undefined : frame.luminanceFirst ? 'YBR_FULL' : 'RGB';
  return { element: pixelElement(vr, new Uint8Array(wide.buffer, wide.byteOffset, wide.byteLength)), photometric };
}

function pixelElement(vr: string, samples: Uint8Array): Buffer {
  const even = samples.length % 2 === 0 ? [samples] : [samples, Buffer.alloc(1)];
  return element(tags.pixelData, vr, Buffer.concat(even), explicit);
}

function interleaved({ samples, components, planar }: Frame): Samples {
  if (components === 1 || !planar) return samples;
  const count = samples.length / components;
  const mixed = samples.slice();
  for (let at = 0; at < count; at++) {
    for (let one = 0; one < components; one++) mixed[at * components + one] = samples[one * count + at] as number;
  }
  return mixed;
}

/** All that stands before the pixels. */
async function attributesOf(source: ByteSource, start: number, header: DicomHeader, { photometric }: Pixels) {
  const reader = new ByteReader(source);
  const walker = new ElementWalker(reader);
  const encoding = encodingOf(header.transferSyntaxUid);
  const elements = new ExplicitElements(reader, walker, encoding, header.signed);
  const found: Buffer[] = [];
  for (let at = start; at < reader.size; ) {
    const head = await walker.head(at, encoding);
    if (head.tag === tags.pixelData) break;
    const kept = isKept(head.tag) ? (colour(head.tag, photometric) ?? (await elements.element(at, head))) : undefined;
    if (kept) found.push(kept);
    at = await walker.after(head, encoding);
  }
  return found;
}

const isKept = (tag: number): boolean =>
  (tag & 0xffff) !== 0 && tag !== ICON_IMAGE_SEQUENCE && !EXTENDED_OFFSETS.has(tag);

/** How colour is written now; undefined of everything else. */
function colour(tag: number, photometric: string | undefined): Buffer | undefined {
  if (photometric === undefined) return undefined;
  if (tag === tags.planarConfiguration) return element(tag, 'US', Buffer.from([0, 0]), explicit);
  if (tag !== tags.photometricInterpretation) return undefined;
  return element(tag, 'CS', Buffer.from(photometric.length % 2 ? `${photometric} ` : photometric, 'latin1'), explicit);
}
