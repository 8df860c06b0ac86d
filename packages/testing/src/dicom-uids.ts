/** The identifiers that the builders and their users name, PS3.6 annex A. */
export const sopClasses = {
  computedRadiography: '1.2.840.10008.5.1.4.1.1.1',
  digitalXRayForPresentation: '1.2.840.10008.5.1.4.1.1.1.1',
  digitalXRayForProcessing: '1.2.840.10008.5.1.4.1.1.1.1.1',
  ct: '1.2.840.10008.5.1.4.1.1.2',
  secondaryCapture: '1.2.840.10008.5.1.4.1.1.7',
  basicTextSr: '1.2.840.10008.5.1.4.1.1.88.11',
} as const;

export const transferSyntaxes = {
  implicitLittleEndian: '1.2.840.10008.1.2',
  explicitLittleEndian: '1.2.840.10008.1.2.1',
  explicitBigEndian: '1.2.840.10008.1.2.2',
  jpegBaseline: '1.2.840.10008.1.2.4.50',
  jpegLossless: '1.2.840.10008.1.2.4.70',
  jpeg2000Lossless: '1.2.840.10008.1.2.4.90',
  rleLossless: '1.2.840.10008.1.2.5',
} as const;
