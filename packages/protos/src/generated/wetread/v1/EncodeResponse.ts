// Generated from wetread/v1/encoder.proto

import type { ImageResult as _wetread_v1_ImageResult, ImageResult__Output as _wetread_v1_ImageResult__Output } from '../../wetread/v1/ImageResult.ts';

export interface EncodeResponse {
  /**
   * One for each image of the request, in its order.
   */
  'results'?: (_wetread_v1_ImageResult)[];
  /**
   * SHA-256 of the bundle.json served, 64 lower-case hexadecimal digits.
   */
  'bundle'?: (string);
  /**
   * n: rows of each embedding.
   */
  'imageTokens'?: (number);
  /**
   * d: width of each row, that of the language model.
   */
  'width'?: (number);
}

export interface EncodeResponse__Output {
  /**
   * One for each image of the request, in its order.
   */
  'results': (_wetread_v1_ImageResult__Output)[];
  /**
   * SHA-256 of the bundle.json served, 64 lower-case hexadecimal digits.
   */
  'bundle': (string);
  /**
   * n: rows of each embedding.
   */
  'imageTokens': (number);
  /**
   * d: width of each row, that of the language model.
   */
  'width': (number);
}
