// Generated from wetread/v1/reader.proto

import type { Turn as _wetread_v1_Turn, Turn__Output as _wetread_v1_Turn__Output } from '../../wetread/v1/Turn.ts';

export interface AnswerRequest {
  /**
   * Key of the PNG, in the object storage that the encoder is configured with, that the summary was made from.
   */
  'imageKey'?: (string);
  /**
   * The question that the summary answers: the first turn of the conversation.
   */
  'summaryQuestion'?: (string);
  /**
   * Text of the summary.
   */
  'summary'?: (string);
  /**
   * Earlier follow-ups, the oldest first.
   */
  'turns'?: (_wetread_v1_Turn)[];
  /**
   * What is asked now.
   */
  'question'?: (string);
  /**
   * Seed of the draw, where the bundle's decoding settings draw tokens. The same request gives the same answer.
   */
  'seed'?: (number);
}

export interface AnswerRequest__Output {
  /**
   * Key of the PNG, in the object storage that the encoder is configured with, that the summary was made from.
   */
  'imageKey': (string);
  /**
   * The question that the summary answers: the first turn of the conversation.
   */
  'summaryQuestion': (string);
  /**
   * Text of the summary.
   */
  'summary': (string);
  /**
   * Earlier follow-ups, the oldest first.
   */
  'turns': (_wetread_v1_Turn__Output)[];
  /**
   * What is asked now.
   */
  'question': (string);
  /**
   * Seed of the draw, where the bundle's decoding settings draw tokens. The same request gives the same answer.
   */
  'seed': (number);
}
