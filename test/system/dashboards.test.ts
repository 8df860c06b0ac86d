import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { root } from '@wetread/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeStack, type WholeStack } from './whole-stack.ts';

/** A metric of a running process, by its TYPE line. */
interface Served {
  readonly type: string;
  readonly services: string[];
}

interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const services = ['ingest', 'encoder', 'llm', 'gateway'] as const;
const folder = join(root, 'deploy', 'dashboards');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const strict = parser.configure({ strict: true });
/** Given by Prometheus or by every process, and the bound of a histogram's bucket. */
const everywhere = ['instance', 'job', 'exported_job', 'service', 'le'];
const exporters: Record<string, RegExp> = {
  DCGM_FI_DEV_GPU_UTIL: /^Needs NVIDIA dcgm-exporter/,
  DCGM_FI_DEV_FB_USED: /^Needs NVIDIA dcgm-exporter/,
  gpu_gfx_activity: /^Needs AMD device-metrics-exporter/,
  gpu_used_vram: /^Needs AMD device-metrics-exporter/,
};

let whole: WholeStack;
const served = new Map<string, Served>();

beforeAll(async () => {
  whole = await startWholeStack();
  for (const service of services) {
    const page = await whole.stack.metrics(service);
    for (const [, name = '', type = ''] of page.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      served.set(name, { type, services: [...(served.get(name)?.services ?? []), service] });
    }
  }
});
afterAll(() => whole?.stop());

const documented = [
  ...readFileSync(join(root, 'docs', 'metrics.md'), 'utf8').matchAll(
    /^\| `(\w+)` \| (\w+) \| (.*?) \| .* \| ([\w, ]+) \|$/gm,
  ),
].map(([, name = '', type, labels = '', of = '']) => ({
  name,
  type,
  labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
  services: of.split(', '),
}));

it('docs/metrics.md tells of what running services serve, and of nothing else', () => {
  const own = [...served].filter(([name]) => name.startsWith('wetread_'));
  const told = documented.map(({ name, type, services }) => [name, { type, services }]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(own));
});

/** Names of metrics and of labels in an expression. @throws SyntaxError where it is no PromQL */
function namesIn(expr: string): { metrics: string[]; labels: string[] } {
  const text = expr.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h');
  const found: { metrics: string[]; labels: string[] } = { metrics: [], labels: [] };
  strict.parse(text).iterate({
    enter({ name, from, to, node }) {
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') found.metrics.push(text.slice(from, to));
      if (name === 'LabelName') found.labels.push(text.slice(from, to));
    },
  });
  return found;
}

it('an expression that is broken is seen', () => {
  expect(() => namesIn('sum(rate(a[5m])')).toThrow();
  expect(namesIn('sum by (b) (rate(a_total{c="d"}[5m]))')).toEqual({ metrics: ['a_total'], labels: ['b', 'c'] });
});

/** What a process serves under the name, which a histogram's parts are derived from. */
const baseOf = (name: string): string => {
  const base = name.replace(/_(bucket|sum|count)$/, '');
  return served.get(base)?.type === 'histogram' ? base : name;
};

it('there are the two dashboards', () => expect(files.sort()).toEqual(['gpu-pools.json', 'the-night.json']));

describe.each(files)('%s', (file) => {
  const { panels } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { panels: Panel[] };
  const queried = panels.filter((panel) => panel.targets);

  it('has panels that say what they show', () => {
    expect(queried.length).toBeGreaterThan(10);
    for (const { title, description } of queried) expect(description, title).toBeTruthy();
  });

  it.each(queried)('“$title” asks for metrics and labels that there are', ({ description = '', targets = [] }) => {
    for (const { expr } of targets) {
      const { metrics, labels } = namesIn(expr);
      expect(metrics, expr).not.toHaveLength(0);
      for (const metric of metrics) {
        if (exporters[metric]) expect(description, metric).toMatch(exporters[metric]);
        else expect([...served.keys()], expr).toContain(baseOf(metric));
      }
      const bases = metrics.map(baseOf);
      const known = documented.filter(({ name }) => bases.includes(name)).flatMap(({ labels }) => labels);
      expect([...known, ...everywhere], expr).toEqual(expect.arrayContaining(labels));
    }
  });
});
