import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** One registry a process, served at /metrics in the Prometheus text format. */
export const registry = new Registry();

export function startMetrics(service: string): void {
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
}

const seconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export interface MetricOptions<L extends string> {
  /** Without the `wetread_` prefix; ends in its unit: `_seconds`, `_bytes`, `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly L[];
}

const common = <L extends string>({ name, help, labels = [] }: MetricOptions<L>) => ({
  name: `wetread_${name}`,
  help,
  labelNames: labels,
  registers: [registry],
});

export const counter = <L extends string = never>(options: MetricOptions<L>) => new Counter<L>(common(options));

export const gauge = <L extends string = never>(
  options: MetricOptions<L> & { collect?: (gauge: Gauge<L>) => void | Promise<void> },
) =>
  new Gauge<L>({
    ...common(options),
    ...(options.collect && {
      collect() {
        return options.collect?.(this as Gauge<L>);
      },
    }),
  });

export const histogram = <L extends string = never>(options: MetricOptions<L> & { buckets?: number[] }) =>
  new Histogram<L>({ ...common(options), buckets: options.buckets ?? seconds });
