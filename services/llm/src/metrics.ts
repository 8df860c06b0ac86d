import { counter, gauge, histogram } from '@wetread/telemetry';
import type { Counter, Histogram } from 'prom-client';

export const tokens: Counter<'kind'> = counter({
  name: 'llm_tokens_total',
  help: 'Positions of prompts and generated tokens',
  labels: ['kind'],
});

export const readings: Counter<'outcome'> = counter({
  name: 'llm_readings_total',
  help: 'Studies by how their reading ended',
  labels: ['outcome'],
});

export const postponed: Counter<'code'> = counter({
  name: 'llm_readings_postponed_total',
  help: 'Times that a study was put back, with no attempt counted, because something of our own was away',
  labels: ['code'],
});

export const stageSeconds: Histogram<'stage'> = histogram({
  name: 'llm_stage_seconds',
  help: 'Time of a study in each stage of its reading',
  labels: ['stage'],
});

export const answers: Counter<'code'> = counter({
  name: 'llm_answers_total',
  help: 'Follow-up questions by how they ended',
  labels: ['code'],
});

export const answerSeconds: Histogram<'stage'> = histogram({
  name: 'llm_answer_seconds',
  help: 'Time of a follow-up question in each stage of its answer',
  labels: ['stage'],
});

export const firstTokenSeconds: Histogram<'work'> = histogram({
  name: 'llm_first_token_seconds',
  help: 'Time from handing a prompt to the decoder to its first token: waiting for a place, and prefill',
  labels: ['work'],
});

let admission: { readonly underWay: number } | undefined;

/** The questions that are reported as under way. */
export function reportAnswers(reported: { readonly underWay: number }): void {
  admission = reported;
}

gauge({
  name: 'llm_answers_under_way',
  help: 'Follow-up questions being answered',
  collect: (value) => value.set(admission?.underWay ?? 0),
});
