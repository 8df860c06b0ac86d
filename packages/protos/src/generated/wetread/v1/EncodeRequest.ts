// Generated from wetread/v1/encoder.proto

import type { Image as _wetread_v1_Image, Image__Output as _wetread_v1_Image__Output } from '../../wetread/v1/Image.ts';
import type { Priority as _wetread_v1_Priority, Priority__Output as _wetread_v1_Priority__Output } from '../../wetread/v1/Priority.ts';

export interface EncodeRequest {
  /**
   * One radiograph each; 1 to DescribeResponse.max_images_per_request.
   */
  'images'?: (_wetread_v1_Image)[];
  /**
   * SHA-256 of the bundle.json that the caller decodes with, 64 lower-case hexadecimal digits. Empty: any bundle.
   */
  'expectedBundle'?: (string);
  /**
   * Interactive images go first in the queue, urgent ones before routine ones.
   */
  'priority'?: (_wetread_v1_Priority);
}

export interface EncodeRequest__Output {
  /**
   * One radiograph each; 1 to DescribeResponse.max_images_per_request.
   */
  'images': (_wetread_v1_Image__Output)[];
  /**
   * SHA-256 of the bundle.json that the caller decodes with, 64 lower-case hexadecimal digits. Empty: any bundle.
   */
  'expectedBundle': (string);
  /**
   * Interactive images go first in the queue, urgent ones before routine ones.
   */
  'priority': (_wetread_v1_Priority__Output);
}
