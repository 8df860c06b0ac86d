// Generated from wetread/v1/encoder.proto

import type { Long } from '@grpc/proto-loader';

export interface DescribeResponse {
  /**
   * SHA-256 of the bundle.json served, 64 lower-case hexadecimal digits.
   */
  'bundle'?: (string);
  /**
   * Name and version of the bundle.
   */
  'bundleName'?: (string);
  'bundleVersion'?: (string);
  /**
   * n: rows of each embedding.
   */
  'imageTokens'?: (number);
  /**
   * d: width of each row.
   */
  'width'?: (number);
  /**
   * Images of one model run at most.
   */
  'maxBatch'?: (number);
  /**
   * Images that one Encode call may hold.
   */
  'maxImagesPerRequest'?: (number);
  /**
   * Pixels that one image may have, width × height.
   */
  'maxImagePixels'?: (number | string | Long);
  /**
   * Bytes that one request message may have.
   */
  'maxRequestBytes'?: (number | string | Long);
}

export interface DescribeResponse__Output {
  /**
   * SHA-256 of the bundle.json served, 64 lower-case hexadecimal digits.
   */
  'bundle': (string);
  /**
   * Name and version of the bundle.
   */
  'bundleName': (string);
  'bundleVersion': (string);
  /**
   * n: rows of each embedding.
   */
  'imageTokens': (number);
  /**
   * d: width of each row.
   */
  'width': (number);
  /**
   * Images of one model run at most.
   */
  'maxBatch': (number);
  /**
   * Images that one Encode call may hold.
   */
  'maxImagesPerRequest': (number);
  /**
   * Pixels that one image may have, width × height.
   */
  'maxImagePixels': (number);
  /**
   * Bytes that one request message may have.
   */
  'maxRequestBytes': (number);
}
