// Generated from wetread/v1/reader.proto

import type { Accepted as _wetread_v1_Accepted, Accepted__Output as _wetread_v1_Accepted__Output } from '../../wetread/v1/Accepted.ts';
import type { Finished as _wetread_v1_Finished, Finished__Output as _wetread_v1_Finished__Output } from '../../wetread/v1/Finished.ts';

export interface AnswerPart {
  /**
   * The question has its place and will be answered.
   */
  'accepted'?: (_wetread_v1_Accepted | null);
  /**
   * The next piece of the answer; joined and trimmed, the pieces are Finished.text.
   */
  'text'?: (string);
  'finished'?: (_wetread_v1_Finished | null);
  'part'?: "accepted"|"text"|"finished";
}

export interface AnswerPart__Output {
  /**
   * The question has its place and will be answered.
   */
  'accepted'?: (_wetread_v1_Accepted__Output | null);
  /**
   * The next piece of the answer; joined and trimmed, the pieces are Finished.text.
   */
  'text'?: (string);
  'finished'?: (_wetread_v1_Finished__Output | null);
  'part'?: "accepted"|"text"|"finished";
}
