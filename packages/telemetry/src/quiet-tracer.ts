import {
  type Context,
  context,
  type Span,
  type SpanContext,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { randomHex } from '@wetread/contracts';

/**
 * A span that goes nowhere but is somebody's: log lines, jobs and calls to other services carry its ids, so that a service
 * that does export goes on with the trace. Most spans are never asked for their ids, and those make none.
 */
class QuietSpan implements Span {
  readonly #parent: SpanContext | undefined;
  #context: SpanContext | undefined;

  constructor(parent: SpanContext | undefined) {
    this.#parent = parent;
  }

  spanContext(): SpanContext {
    this.#context ??= this.#make();
    return this.#context;
  }

  #make(): SpanContext {
    const { traceId = randomHex(16), traceFlags = TraceFlags.SAMPLED, traceState } = this.#parent ?? {};
    return { traceId, spanId: randomHex(8), traceFlags, ...(traceState && { traceState }) };
  }

  isRecording(): boolean {
    return false;
  }
  setAttribute(): this {
    return this;
  }
  setAttributes(): this {
    return this;
  }
  addEvent(): this {
    return this;
  }
  addLink(): this {
    return this;
  }
  addLinks(): this {
    return this;
  }
  setStatus(): this {
    return this;
  }
  updateName(): this {
    return this;
  }
  end(): void {}
  recordException(): void {}
}

const quietTracer: Tracer = {
  startSpan(_name: string, options?: SpanOptions, parent: Context = context.active()): Span {
    return new QuietSpan(options?.root ? undefined : trace.getSpanContext(parent));
  },
  startActiveSpan(name: string, ...rest: unknown[]) {
    const work = rest.pop() as (span: Span) => never;
    const [options, parent = context.active()] = rest as [SpanOptions?, Context?];
    const span = quietTracer.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), work, undefined, span);
  },
};

/** For a process that exports no spans: they cost next to nothing there. */
export const quietTracing: TracerProvider = { getTracer: () => quietTracer };
