import { attributeOf } from '@wetread/dicom';

/** The value representation of a standard attribute, PS3.6; `xs` and `ox` where the image decides; undefined where it is none. */
export const standardVr = (tag: number): string | undefined => attributeOf(tag.toString(16).padStart(8, '0'))?.vr;
