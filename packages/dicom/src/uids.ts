/** Identifiers of PS3.6 annex A that decide what happens to a file. */

export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const deflatedExplicitLittleEndian = '1.2.840.10008.1.2.1.99';
export const explicitBigEndian = '1.2.840.10008.1.2.2';
export const jpegBaseline = '1.2.840.10008.1.2.4.50';

/** All of DICOM's own transfer syntaxes start so. */
export const transferSyntaxRoot = '1.2.840.10008.1.2';

export const nativeSyntaxes: ReadonlySet<string> = new Set([implicitLittleEndian, explicitLittleEndian]);
export const supportedSyntaxes: ReadonlySet<string> = new Set([...nativeSyntaxes, jpegBaseline]);

/** Computed radiography, and digital X-ray for presentation and for processing: the class itself says radiograph. */
export const radiographyClasses: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.1',
  '1.2.840.10008.5.1.4.1.1.1.1',
  '1.2.840.10008.5.1.4.1.1.1.1.1',
]);

/** Secondary capture, and its multi-frame grey and true-colour kinds, which are taken when they hold one frame. */
export const secondaryCaptureClasses: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.7',
  '1.2.840.10008.5.1.4.1.1.7.2',
  '1.2.840.10008.5.1.4.1.1.7.3',
  '1.2.840.10008.5.1.4.1.1.7.4',
]);
