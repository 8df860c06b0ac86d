// Generated from wetread/v1/reader.proto


export interface AnswerTimings {
  /**
   * Milliseconds until the image tokens were there, waiting included.
   */
  'encodeMs'?: (number | string);
  /**
   * Milliseconds from the decoder's call to its first token, waiting included.
   */
  'firstTokenMs'?: (number | string);
  /**
   * Milliseconds from the first token to the last.
   */
  'decodeMs'?: (number | string);
}

export interface AnswerTimings__Output {
  /**
   * Milliseconds until the image tokens were there, waiting included.
   */
  'encodeMs': (number);
  /**
   * Milliseconds from the decoder's call to its first token, waiting included.
   */
  'firstTokenMs': (number);
  /**
   * Milliseconds from the first token to the last.
   */
  'decodeMs': (number);
}
