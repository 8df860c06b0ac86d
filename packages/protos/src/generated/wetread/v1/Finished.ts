// Generated from wetread/v1/reader.proto

import type { Decoding as _wetread_v1_Decoding, Decoding__Output as _wetread_v1_Decoding__Output } from '../../wetread/v1/Decoding.ts';
import type { StopReason as _wetread_v1_StopReason, StopReason__Output as _wetread_v1_StopReason__Output } from '../../wetread/v1/StopReason.ts';
import type { AnswerTimings as _wetread_v1_AnswerTimings, AnswerTimings__Output as _wetread_v1_AnswerTimings__Output } from '../../wetread/v1/AnswerTimings.ts';

/**
 * The answer and all that made it.
 */
export interface Finished {
  /**
   * The whole answer.
   */
  'text'?: (string);
  /**
   * The bundle's own words on what this text is and is not.
   */
  'notice'?: (string);
  /**
   * Of the bundle that answered.
   */
  'bundleName'?: (string);
  'bundleVersion'?: (string);
  /**
   * SHA-256 of the bundle.json, 64 lower-case hexadecimal digits.
   */
  'bundle'?: (string);
  /**
   * System text and templates of the prompt.
   */
  'system'?: (string);
  'summaryTemplate'?: (string);
  'turnTemplate'?: (string);
  'decoding'?: (_wetread_v1_Decoding | null);
  /**
   * Positions of the prompt, image tokens included.
   */
  'promptTokens'?: (number);
  /**
   * Tokens generated, without the stop.
   */
  'completionTokens'?: (number);
  /**
   * Why decoding ended.
   */
  'stopReason'?: (_wetread_v1_StopReason);
  'timings'?: (_wetread_v1_AnswerTimings | null);
}

/**
 * The answer and all that made it.
 */
export interface Finished__Output {
  /**
   * The whole answer.
   */
  'text': (string);
  /**
   * The bundle's own words on what this text is and is not.
   */
  'notice': (string);
  /**
   * Of the bundle that answered.
   */
  'bundleName': (string);
  'bundleVersion': (string);
  /**
   * SHA-256 of the bundle.json, 64 lower-case hexadecimal digits.
   */
  'bundle': (string);
  /**
   * System text and templates of the prompt.
   */
  'system': (string);
  'summaryTemplate': (string);
  'turnTemplate': (string);
  'decoding': (_wetread_v1_Decoding__Output | null);
  /**
   * Positions of the prompt, image tokens included.
   */
  'promptTokens': (number);
  /**
   * Tokens generated, without the stop.
   */
  'completionTokens': (number);
  /**
   * Why decoding ended.
   */
  'stopReason': (_wetread_v1_StopReason__Output);
  'timings': (_wetread_v1_AnswerTimings__Output | null);
}
