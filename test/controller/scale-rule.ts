import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wetread/stack';
import { parse } from 'yaml';
import { z } from 'zod';

/** How the chart sizes its pools: the same numbers, the same metric, and the arithmetic of KEDA and its HPA. */
export interface ScaleRule {
  readonly metric: string;
  /** Of the metric, for each pod. */
  readonly target: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

const pool = z.object({ minReplicas: z.number(), maxReplicas: z.number() });

const values = z
  .object({
    encoder: z.object({ defaults: pool.extend({ studiesPerPod: z.number() }) }),
    llm: z.object({ defaults: pool.extend({ concurrency: z.number(), share: z.number() }) }),
    autoscaling: z.object({ by: z.enum(['due', 'work']) }),
    drain: z.object({ preStopSeconds: z.number(), timeoutSeconds: z.number() }),
  })
  .parse(parse(readFileSync(join(root, 'charts', 'wetread', 'values.yaml'), 'utf8')));

export const { drain } = values;
/** Studies that one llm worker reads at once. */
export const { concurrency } = values.llm.defaults;

const metric = { due: 'wetread_queue_demand', work: 'wetread_queue_work' }[values.autoscaling.by];

export function ruleOf(name: 'encoder' | 'llm', replicas: { min: number; max: number }): ScaleRule {
  const { encoder, llm } = values;
  const target = name === 'encoder' ? encoder.defaults.studiesPerPod : llm.defaults.concurrency / llm.defaults.share;
  return { metric, target, minReplicas: replicas.min, maxReplicas: replicas.max };
}

/** `metric{queue="reading"}` of a page in the Prometheus text format; further labels do not matter. */
export function readValue(page: string, name: string): number | undefined {
  const line = page.split('\n').find((one) => one.startsWith(`${name}{`) && one.includes('queue="reading"'));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
}

/** AverageValue: as many as keep each at the target. */
export function replicasFor({ target, minReplicas, maxReplicas }: ScaleRule, value: number): number {
  return Math.min(maxReplicas, Math.max(1, minReplicas, Math.ceil(value / target)));
}
