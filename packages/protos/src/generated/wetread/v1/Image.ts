// Generated from wetread/v1/encoder.proto

import type { GreyPixels as _wetread_v1_GreyPixels, GreyPixels__Output as _wetread_v1_GreyPixels__Output } from '../../wetread/v1/GreyPixels.ts';

export interface Image {
  /**
   * Key of a PNG or JPEG in the object storage that the encoder is configured with.
   */
  'storageKey'?: (string);
  /**
   * The bytes of a PNG or JPEG file; colours are turned into grey, deeper samples into 8 bits.
   */
  'encoded'?: (Buffer | Uint8Array | string);
  /**
   * Decoded pixels.
   */
  'grey'?: (_wetread_v1_GreyPixels | null);
  'source'?: "storageKey"|"encoded"|"grey";
}

export interface Image__Output {
  /**
   * Key of a PNG or JPEG in the object storage that the encoder is configured with.
   */
  'storageKey'?: (string);
  /**
   * The bytes of a PNG or JPEG file; colours are turned into grey, deeper samples into 8 bits.
   */
  'encoded'?: (Buffer);
  /**
   * Decoded pixels.
   */
  'grey'?: (_wetread_v1_GreyPixels__Output | null);
  'source'?: "storageKey"|"encoded"|"grey";
}
