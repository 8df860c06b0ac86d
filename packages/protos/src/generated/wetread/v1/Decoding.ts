// Generated from wetread/v1/reader.proto


export interface Decoding {
  /**
   * Name of the decoding engine.
   */
  'engine'?: (string);
  /**
   * 0 is greedy.
   */
  'temperature'?: (number | string);
  /**
   * Above 0, at most 1.
   */
  'topP'?: (number | string);
  /**
   * 1 changes nothing.
   */
  'repetitionPenalty'?: (number | string);
  /**
   * Tokens that an answer has at most.
   */
  'maxNewTokens'?: (number);
  /**
   * Seed of the draw; absent where nothing is drawn.
   */
  'seed'?: (number);
  '_seed'?: "seed";
}

export interface Decoding__Output {
  /**
   * Name of the decoding engine.
   */
  'engine': (string);
  /**
   * 0 is greedy.
   */
  'temperature': (number);
  /**
   * Above 0, at most 1.
   */
  'topP': (number);
  /**
   * 1 changes nothing.
   */
  'repetitionPenalty': (number);
  /**
   * Tokens that an answer has at most.
   */
  'maxNewTokens': (number);
  /**
   * Seed of the draw; absent where nothing is drawn.
   */
  'seed'?: (number);
  '_seed'?: "seed";
}
