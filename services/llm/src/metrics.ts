import { counter, histogram } from '@wetread/telemetry';
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

export const stageSeconds: Histogram<'stage'> = histogram({
  name: 'llm_stage_seconds',
  help: 'Time of a study in each stage of its reading',
  labels: ['stage'],
});
