import { RefusalError } from '@wetread/contracts';
import {
  compressedFrame,
  dicomFile,
  isEncodable,
  pixelModule,
  syntheticRadiograph,
  transferSyntaxes,
} from '@wetread/testing';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../header.ts';
import { renderGrey } from '../render.ts';
import { endsWhole, jpeg2000Head, jpegHead } from './codestream.ts';
import { decodeRle } from './rle.ts';
import { decodeInWasm } from './wasm.ts';

const image = syntheticRadiograph({ width: 131, height: 97, bits: 12, seed: 3 });
const module12 = pixelModule(image, {});
const native = { ...module12, bytes: module12.native };
const compressed = (syntax: string): Promise<Buffer> => compressedFrame(native, syntax);
const reversible = ['rleLossless', 'jpegLossless', 'jpegLosslessFirstOrder', 'jpegLsLossless', 'jpeg2000Lossless'];
const syntaxes = Object.values(transferSyntaxes).filter(isEncodable);

describe('compressed frames', () => {
  it.each([...reversible, 'htj2kLossless', 'htj2kLosslessRpcl'])('come out of %s as they went in', async (name) => {
    const transferSyntax = transferSyntaxes[name as keyof typeof transferSyntaxes];
    expect(await renderGrey(await dicomFile({ image, transferSyntax }))).toEqual(
      await renderGrey(await dicomFile({ image })),
    );
  });

  it.each(syntaxes)('in %s are refused where they are cut off, and the next is decoded', async (transferSyntax) => {
    const file = await dicomFile({ image, transferSyntax });
    const { pixelData } = await readHeader(file);
    const [{ offset, length } = { offset: 0, length: 0 }] = pixelData?.fragments ?? [];
    expect(length).toBeGreaterThan(1000);
    for (const kept of [0.02, 0.3, 0.9]) {
      const cut = Buffer.from(file);
      cut.fill(0, offset + Math.floor(length * kept), offset + length);
      await expect(renderGrey(cut)).rejects.toMatchObject({ code: 'pixel_data_invalid' });
    }
    expect((await renderGrey(file)).width).toBe(131);
  });

  it.each(syntaxes)(
    'in %s are refused where the header gives another size or other samples',
    async (transferSyntax) => {
      for (const attributes of [
        { Rows: 98 },
        { Columns: 130 },
        { SamplesPerPixel: 3, PhotometricInterpretation: 'RGB' },
      ]) {
        const file = await dicomFile({ image, transferSyntax, attributes });
        await expect(renderGrey(file)).rejects.toThrow(RefusalError);
      }
    },
  );

  it('may lie in several fragments', async () => {
    const transferSyntax = transferSyntaxes.jpegLsLossless;
    const frame = await compressed(transferSyntax);
    const whole = await dicomFile({ image, transferSyntax });
    const at = whole.indexOf(frame.subarray(0, 64)) - 8;
    const item = (part: Buffer): Buffer => {
      const even = part.length % 2 === 0 ? part : Buffer.concat([part, Buffer.alloc(1)]);
      const head = Buffer.from('feff00e000000000', 'hex');
      head.writeUInt32LE(even.length, 4);
      return Buffer.concat([head, even]);
    };
    const file = Buffer.concat([
      whole.subarray(0, at),
      item(frame.subarray(0, 1000)),
      item(frame.subarray(1000)),
      Buffer.from('feffdde000000000', 'hex'),
    ]);
    expect(await renderGrey(file)).toEqual(await renderGrey(whole));
  });

  it('of RLE are bounded by their segments', () => {
    const layout = { pixels: 4, samplesPerPixel: 1, bytesPerSample: 1 };
    const frame = (...body: number[]): Buffer => {
      const header = Buffer.alloc(64);
      header.writeUInt32LE(1, 0);
      header.writeUInt32LE(64, 4);
      return Buffer.concat([header, Buffer.from(body)]);
    };
    expect([...decodeRle(frame(1, 7, 8, 255, 9, 128), layout)]).toEqual([7, 8, 9, 9]);
    for (const body of [[], [3, 1], [251, 1], [1, 7, 8], [255]]) {
      expect(() => decodeRle(frame(...body), layout)).toThrow(RefusalError);
    }
    expect(() => decodeRle(frame(251, 1), { ...layout, samplesPerPixel: 3 })).toThrow(RefusalError);
  });

  it('tell their size before they are decoded', async () => {
    const size = { width: 131, height: 97, components: 1 };
    expect(jpegHead(await compressed(transferSyntaxes.jpegLossless))).toMatchObject({ ...size, lossless: true });
    expect(jpegHead(await compressed(transferSyntaxes.jpegLsLossless))).toMatchObject({ ...size, precision: 16 });
    expect(jpeg2000Head(await compressed(transferSyntaxes.htj2k))).toMatchObject({ ...size, signed: false });
    expect(endsWhole(await compressed(transferSyntaxes.jpeg2000))).toBe(true);
    for (const bytes of ['', 'ffd8', 'ffd8ff01ff01', 'ffd8ffc0000b08', 'ffd8ffda0002', 'ff4fff51']) {
      expect(() => jpegHead(Buffer.from(bytes, 'hex'))).toThrow(RefusalError);
      expect(() => jpeg2000Head(Buffer.from(bytes, 'hex'))).toThrow(RefusalError);
    }
  });

  it('that ask for more memory than their size explains end alone', async () => {
    const frame = await compressed(transferSyntaxes.jpeg2000Lossless);
    const lying = Buffer.from(frame);
    for (const at of [8, 12, 24, 28]) lying.writeUInt32BE(40_000, at);
    const head = { ...jpeg2000Head(frame) };
    expect(() => decodeInWasm('DecodeJpeg2000', lying, head)).toThrow(RefusalError);
    expect(decodeInWasm('DecodeJpeg2000', frame, head).length).toBe(131 * 97 * 2);
  });
});
