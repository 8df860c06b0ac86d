import { RefusalError } from '@wetread/contracts';
import sharp from 'sharp';
import type { Frame } from '../frame.ts';
import type { DicomHeader } from '../header.ts';
import type { Compression } from '../uids.ts';
import { endsWhole, type FrameHead, jpeg2000Head, jpegHead } from './codestream.ts';
import { decodeRle } from './rle.ts';
import { type Decoder, decodeInWasm } from './wasm.ts';

const decoders: Readonly<Record<Exclude<Compression, 'rle'>, Decoder>> = {
  jpeg: 'DecodeJpeg',
  'jpeg-ls': 'DecodeJpegLs',
  'jpeg-2000': 'DecodeJpeg2000',
  htj2k: 'DecodeHtJpeg2000',
};

/**
 * Decodes one compressed frame. What the frame says of its own size is held against the header first, so that it cannot
 * ask for more memory than was admitted. Throws RefusalError `pixel_data_invalid`, `image_too_large`.
 */
export async function decodeFrame(compression: Compression, header: DicomHeader, frame: Buffer): Promise<Frame> {
  if (compression === 'rle') return rleFrame(header, frame);
  const jpeg2000 = compression === 'jpeg-2000' || compression === 'htj2k';
  const head = jpeg2000 ? jpeg2000Head(frame) : jpegHead(frame);
  compare(head, header);
  if (!endsWhole(frame)) throw new RefusalError('pixel_data_invalid', 'The compressed frame has no end.');
  if (compression === 'jpeg' && head.precision === 8 && !head.lossless) return libvipsFrame(head, header, frame);
  const bytes = decodeInWasm(decoders[compression], frame, head);
  return {
    samples: head.precision > 8 || head.signed ? new Uint16Array(bytes.buffer) : bytes,
    components: head.components,
    planar: head.planar,
    // The reversible and irreversible transforms of JPEG 2000 are undone by its decoder.
    luminanceFirst: !jpeg2000 && header.photometric.startsWith('YBR'),
  };
}

function compare(head: FrameHead, header: DicomHeader): void {
  if (head.width !== header.columns || head.height !== header.rows) {
    throw new RefusalError('pixel_data_invalid', 'The compressed frame has another size than the header says.');
  }
  if (head.components !== header.samplesPerPixel || head.precision > header.bitsAllocated) {
    throw new RefusalError('pixel_data_invalid', 'The compressed frame has other samples than the header says.');
  }
}

function rleFrame(header: DicomHeader, frame: Buffer): Frame {
  const { rows, columns, samplesPerPixel, bitsAllocated, photometric } = header;
  const layout = { pixels: rows * columns, samplesPerPixel, bytesPerSample: bitsAllocated / 8 };
  const bytes = decodeRle(frame, layout);
  return {
    samples: bitsAllocated === 8 ? bytes : new Uint16Array(bytes.buffer),
    components: samplesPerPixel,
    planar: true,
    luminanceFirst: photometric.startsWith('YBR'),
  };
}

/** 8-bit JPEG that is lossy: libvips decodes it natively, and undoes subsampling and YBR itself. */
async function libvipsFrame(head: FrameHead, { rows, columns }: DicomHeader, frame: Buffer): Promise<Frame> {
  try {
    const { data, info } = await sharp(frame, { failOn: 'error', ignoreIcc: true, limitInputPixels: rows * columns })
      .toColourspace(head.components === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { samples: data, components: info.channels, planar: false, luminanceFirst: false };
  } catch (error) {
    throw new RefusalError('pixel_data_invalid', undefined, error);
  }
}
