/** Identifiers of PS3.6 annex A that decide what happens to a file. */

export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const deflatedExplicitLittleEndian = '1.2.840.10008.1.2.1.99';
export const explicitBigEndian = '1.2.840.10008.1.2.2';
export const jpegBaseline = '1.2.840.10008.1.2.4.50';
export const jpegExtended = '1.2.840.10008.1.2.4.51';
export const jpegLossless = '1.2.840.10008.1.2.4.57';
export const jpegLosslessFirstOrder = '1.2.840.10008.1.2.4.70';
export const jpegLsLossless = '1.2.840.10008.1.2.4.80';
export const jpegLsNearLossless = '1.2.840.10008.1.2.4.81';
export const jpeg2000Lossless = '1.2.840.10008.1.2.4.90';
export const jpeg2000 = '1.2.840.10008.1.2.4.91';
export const htj2kLossless = '1.2.840.10008.1.2.4.201';
export const htj2kLosslessRpcl = '1.2.840.10008.1.2.4.202';
export const htj2k = '1.2.840.10008.1.2.4.203';
export const rleLossless = '1.2.840.10008.1.2.5';

/** All of DICOM's own transfer syntaxes start so. */
export const transferSyntaxRoot = '1.2.840.10008.1.2';

/** Which decoder reads the frames of a compressed transfer syntax. */
export type Compression = 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k' | 'rle';

export const compressions: ReadonlyMap<string, Compression> = new Map([
  [jpegBaseline, 'jpeg'],
  [jpegExtended, 'jpeg'],
  [jpegLossless, 'jpeg'],
  [jpegLosslessFirstOrder, 'jpeg'],
  [jpegLsLossless, 'jpeg-ls'],
  [jpegLsNearLossless, 'jpeg-ls'],
  [jpeg2000Lossless, 'jpeg-2000'],
  [jpeg2000, 'jpeg-2000'],
  [htj2kLossless, 'htj2k'],
  [htj2kLosslessRpcl, 'htj2k'],
  [htj2k, 'htj2k'],
  [rleLossless, 'rle'],
]);

export const nativeSyntaxes: ReadonlySet<string> = new Set([
  implicitLittleEndian,
  explicitLittleEndian,
  deflatedExplicitLittleEndian,
  explicitBigEndian,
]);
export const supportedSyntaxes: ReadonlySet<string> = new Set([...nativeSyntaxes, ...compressions.keys()]);

/** Digital X-ray whose values still wait for the processing that a reader would see. */
export const digitalXRayForProcessing = '1.2.840.10008.5.1.4.1.1.1.1.1';

/** Computed radiography, and digital X-ray for presentation and for processing: the class itself says radiograph. */
export const radiographyClasses: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.1',
  '1.2.840.10008.5.1.4.1.1.1.1',
  digitalXRayForProcessing,
]);

/** Secondary capture, and its multi-frame grey and true-colour kinds, which are taken when they hold one frame. */
export const secondaryCaptureClasses: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.7',
  '1.2.840.10008.5.1.4.1.1.7.2',
  '1.2.840.10008.5.1.4.1.1.7.3',
  '1.2.840.10008.5.1.4.1.1.7.4',
]);

/** X-ray, and not a radiograph: angiography and fluoroscopy, plain and enhanced. Known, so that the reason can be told. */
export const fluoroscopyClasses: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.12.1',
  '1.2.840.10008.5.1.4.1.1.12.1.1',
  '1.2.840.10008.5.1.4.1.1.12.2',
  '1.2.840.10008.5.1.4.1.1.12.2.1',
]);
