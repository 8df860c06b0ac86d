// Generated from wetread/v1/encoder.proto

export const Priority = {
  /**
   * The same as routine.
   */
  PRIORITY_UNSPECIFIED: 'PRIORITY_UNSPECIFIED',
  PRIORITY_ROUTINE: 'PRIORITY_ROUTINE',
  PRIORITY_URGENT: 'PRIORITY_URGENT',
  /**
   * Somebody waits for the answer.
   */
  PRIORITY_INTERACTIVE: 'PRIORITY_INTERACTIVE',
} as const;

export type Priority =
  /**
   * The same as routine.
   */
  | 'PRIORITY_UNSPECIFIED'
  | 0
  | 'PRIORITY_ROUTINE'
  | 1
  | 'PRIORITY_URGENT'
  | 2
  /**
   * Somebody waits for the answer.
   */
  | 'PRIORITY_INTERACTIVE'
  | 3

export type Priority__Output = typeof Priority[keyof typeof Priority]
