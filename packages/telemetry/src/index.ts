import { createLogger, type Logger } from './logging.ts';
import { startMetrics } from './metrics.ts';
import { startTracing } from './tracing.ts';

export * from './logging.ts';
export * from './metrics.ts';
export * from './tracing.ts';

export interface Telemetry {
  readonly logger: Logger;
  /** Flushes what is still buffered. */
  stop(): Promise<void>;
}

/** First call of every process's main: traces, metrics and the logger. */
export function startTelemetry(service: string, level?: string): Telemetry {
  const stop = startTracing(service);
  startMetrics(service);
  return { logger: createLogger(service, level), stop };
}
