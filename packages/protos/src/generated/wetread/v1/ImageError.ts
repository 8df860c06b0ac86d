// Generated from wetread/v1/encoder.proto


export interface ImageError {
  /**
   * One of Wetread's error codes: image_invalid, too_large, not_found, storage_unavailable, internal, …
   */
  'code'?: (string);
  /**
   * For people; free of patient data.
   */
  'message'?: (string);
  /**
   * Whether the same image may succeed later.
   */
  'retryable'?: (boolean);
}

export interface ImageError__Output {
  /**
   * One of Wetread's error codes: image_invalid, too_large, not_found, storage_unavailable, internal, …
   */
  'code': (string);
  /**
   * For people; free of patient data.
   */
  'message': (string);
  /**
   * Whether the same image may succeed later.
   */
  'retryable': (boolean);
}
