import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeTraceIds, startTracing, traceHeaders, withSpan } from './index.ts';

describe('spans of a process that exports none', () => {
  let stop: () => Promise<void>;
  beforeAll(() => {
    stop = startTracing('test', {});
  });
  afterAll(() => stop());

  const inside = (parent?: Record<string, string>) =>
    withSpan('outer', parent ? { parent } : {}, async () => {
      const outer = { ids: activeTraceIds(), headers: traceHeaders() };
      const inner = await withSpan('inner', {}, async () => activeTraceIds());
      return { outer, inner, again: activeTraceIds() };
    });

  it('have ids, one trace for what lies in another, and give them to logs and calls alike', async () => {
    const { outer, inner, again } = await inside();
    expect(outer.ids.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(outer.headers.traceparent).toBe(`00-${outer.ids.trace_id}-${outer.ids.span_id}-01`);
    expect(inner.trace_id).toBe(outer.ids.trace_id);
    expect(inner.span_id).not.toBe(outer.ids.span_id);
    expect(again).toEqual(outer.ids);
    expect((await inside()).outer.ids.trace_id).not.toBe(outer.ids.trace_id);
  });

  it('go on with the trace of a caller, and with whether it is sampled', async () => {
    const trace = 'ab'.repeat(16);
    const { outer, inner } = await inside({ traceparent: `00-${trace}-${'cd'.repeat(8)}-00`, tracestate: 'a=b' });
    expect(inner.trace_id).toBe(trace);
    expect(outer.headers).toMatchObject({ traceparent: `00-${trace}-${outer.ids.span_id}-00`, tracestate: 'a=b' });
    expect(outer.ids.span_id).not.toBe('cd'.repeat(8));
  });

  it('let through what is thrown inside', async () => {
    const failing = withSpan('outer', {}, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
  });

  it('are there for nobody outside', () => {
    expect(activeTraceIds()).toEqual({});
    expect(traceHeaders()).toEqual({});
  });
});
