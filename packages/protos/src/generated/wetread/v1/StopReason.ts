// Generated from wetread/v1/reader.proto

export const StopReason = {
  STOP_REASON_UNSPECIFIED: 'STOP_REASON_UNSPECIFIED',
  /**
   * A stop string of the bundle.
   */
  STOP_REASON_STOP: 'STOP_REASON_STOP',
  /**
   * The model's end token.
   */
  STOP_REASON_EOS: 'STOP_REASON_EOS',
  /**
   * max_new_tokens were generated.
   */
  STOP_REASON_LENGTH: 'STOP_REASON_LENGTH',
} as const;

export type StopReason =
  | 'STOP_REASON_UNSPECIFIED'
  | 0
  /**
   * A stop string of the bundle.
   */
  | 'STOP_REASON_STOP'
  | 1
  /**
   * The model's end token.
   */
  | 'STOP_REASON_EOS'
  | 2
  /**
   * max_new_tokens were generated.
   */
  | 'STOP_REASON_LENGTH'
  | 3

export type StopReason__Output = typeof StopReason[keyof typeof StopReason]
