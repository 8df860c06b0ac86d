import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { quietTracing } from './quiet-tracer.ts';

export { SpanKind };

/**
 * Starts tracing for one process. Spans always exist, so that log lines carry trace ids; they leave the process only
 * where OTEL_EXPORTER_OTLP_ENDPOINT (or its TRACES form) is set. The edges are instrumented by hand (`withSpan`), since
 * the published instrumentation does not patch ES modules of this NestJS version.
 *
 * @returns a function that flushes and stops.
 */
export function startTracing(serviceName: string, env: NodeJS.ProcessEnv = process.env): () => Promise<void> {
  const exporting = Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
  const sdk = new NodeSDK({
    serviceName: `wetread-${serviceName}`,
    spanProcessors: exporting ? [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })] : [],
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  if (!exporting) trace.setGlobalTracerProvider(quietTracing);
  return () => sdk.shutdown();
}

export interface SpanOptions {
  readonly kind?: SpanKind;
  /** Identifiers, sizes and codes; never patient data or text of a summary. */
  readonly attributes?: Attributes;
  /** Headers or metadata of the caller, to go on with its trace. */
  readonly parent?: Readonly<Record<string, unknown>>;
}

/** Starts a span and calls `work` inside it, which ends it. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => T): T {
  const tracer = trace.getTracer('wetread');
  const parent = options.parent ? propagation.extract(ROOT_CONTEXT, options.parent) : context.active();
  const { kind = SpanKind.INTERNAL, attributes = {} } = options;
  return tracer.startActiveSpan(name, { kind, attributes }, parent, work);
}

/** Runs `work` inside a span; what it throws marks the span and goes on. */
export async function withSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  return inSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // The message may quote input; the name and the code are enough to find the log line by trace id.
      const code = (error as { code?: unknown }).code;
      span.setStatus({ code: SpanStatusCode.ERROR, message: typeof code === 'string' ? code : (error as Error).name });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** W3C trace headers of the active span, to send along with a call. */
export function traceHeaders(): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

/** Says more of the span that is active, such as one that a library began. */
export function annotate(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

export function activeTraceIds(): { trace_id?: string; span_id?: string } {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
