// Generated from wetread/v1/encoder.proto

import type { ImageError as _wetread_v1_ImageError, ImageError__Output as _wetread_v1_ImageError__Output } from '../../wetread/v1/ImageError.ts';

export interface ImageResult {
  /**
   * float32 little-endian [n, d], row by row; 4 × n × d bytes.
   */
  'embeddings'?: (Buffer | Uint8Array | string);
  'error'?: (_wetread_v1_ImageError | null);
  /**
   * Time in the queue, milliseconds.
   */
  'queueMs'?: (number | string);
  /**
   * Time of the model run of the batch that held this image, milliseconds; 0 where the image never reached one.
   */
  'inferenceMs'?: (number | string);
  'outcome'?: "embeddings"|"error";
}

export interface ImageResult__Output {
  /**
   * float32 little-endian [n, d], row by row; 4 × n × d bytes.
   */
  'embeddings'?: (Buffer);
  'error'?: (_wetread_v1_ImageError__Output | null);
  /**
   * Time in the queue, milliseconds.
   */
  'queueMs': (number);
  /**
   * Time of the model run of the batch that held this image, milliseconds; 0 where the image never reached one.
   */
  'inferenceMs': (number);
  'outcome'?: "embeddings"|"error";
}
