import codecs from 'dcmjs-codecs';
import { transferSyntaxes } from './dicom-uids.ts';

const { Context, NativeCodecs } = codecs;
type Context = InstanceType<typeof Context>;
const { Lrcp, Rpcl } = codecs.constants.Jpeg2000ProgressionOrder;

/** One frame as `pixelModule` writes it, interleaved. */
export interface NativeFrame {
  readonly bytes: Uint8Array;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Encoder and settings of each syntax that dcmjs-codecs writes. */
const encoders: Readonly<Record<string, (frame: Context) => Context>> = {
  [transferSyntaxes.rleLossless]: (frame) => NativeCodecs.encodeRle(frame),
  [transferSyntaxes.jpegLossless]: (frame) => NativeCodecs.encodeJpeg(frame, { lossy: false, predictor: 4 }),
  [transferSyntaxes.jpegLosslessFirstOrder]: (frame) => NativeCodecs.encodeJpeg(frame, { lossy: false, predictor: 1 }),
  [transferSyntaxes.jpegLsLossless]: (frame) => NativeCodecs.encodeJpegLs(frame, { lossy: false }),
  [transferSyntaxes.jpegLsNearLossless]: (frame) =>
    NativeCodecs.encodeJpegLs(frame, { lossy: true, allowedLossyError: 3 }),
  [transferSyntaxes.jpeg2000Lossless]: (frame) => NativeCodecs.encodeJpeg2000(frame, { lossy: false }),
  [transferSyntaxes.jpeg2000]: (frame) => NativeCodecs.encodeJpeg2000(frame, { lossy: true, rate: 4 }),
  [transferSyntaxes.htj2kLossless]: (frame) =>
    NativeCodecs.encodeHtJpeg2000(frame, { lossy: false, progressionOrder: Lrcp }),
  [transferSyntaxes.htj2kLosslessRpcl]: (frame) =>
    NativeCodecs.encodeHtJpeg2000(frame, { lossy: false, progressionOrder: Rpcl }),
  [transferSyntaxes.htj2k]: (frame) => NativeCodecs.encodeHtJpeg2000(frame, { lossy: true, progressionOrder: Lrcp }),
};

export const isEncodable = (transferSyntax: string): boolean => transferSyntax in encoders;

export async function compressedFrame({ bytes, attributes }: NativeFrame, transferSyntax: string): Promise<Buffer> {
  const encode = encoders[transferSyntax];
  if (!encode) throw new Error(`No encoder for ${transferSyntax}.`);
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
  const encoded = encode(
    new Context({
      width: Number(attributes['Columns']),
      height: Number(attributes['Rows']),
      bitsAllocated: Number(attributes['BitsAllocated']),
      bitsStored: Number(attributes['BitsStored']),
      samplesPerPixel: Number(attributes['SamplesPerPixel']),
      pixelRepresentation: Number(attributes['PixelRepresentation']),
      planarConfiguration: 0,
      photometricInterpretation: String(attributes['PhotometricInterpretation']),
      decodedBuffer: bytes,
    }),
  );
  return Buffer.from(encoded.getEncodedBuffer() ?? []);
}
