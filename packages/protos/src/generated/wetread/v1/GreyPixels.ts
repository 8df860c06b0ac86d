// Generated from wetread/v1/encoder.proto


export interface GreyPixels {
  /**
   * Pixels in a row, at least 1.
   */
  'width'?: (number);
  /**
   * Rows, at least 1.
   */
  'height'?: (number);
  /**
   * uint8 [height, width], row by row, bright is dense (MONOCHROME2); width × height bytes.
   */
  'pixels'?: (Buffer | Uint8Array | string);
}

export interface GreyPixels__Output {
  /**
   * Pixels in a row, at least 1.
   */
  'width': (number);
  /**
   * Rows, at least 1.
   */
  'height': (number);
  /**
   * uint8 [height, width], row by row, bright is dense (MONOCHROME2); width × height bytes.
   */
  'pixels': (Buffer);
}
