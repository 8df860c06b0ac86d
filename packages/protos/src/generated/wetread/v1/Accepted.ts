// Generated from wetread/v1/reader.proto


export interface Accepted {
  /**
   * Turns left out, from the oldest on, so that the rest fits the context with an answer.
   */
  'droppedTurns'?: (number);
}

export interface Accepted__Output {
  /**
   * Turns left out, from the oldest on, so that the rest fits the context with an answer.
   */
  'droppedTurns': (number);
}
