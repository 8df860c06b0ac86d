import { Failure } from './failure.ts';

/** A signal that aborts after so many seconds, if any. @param state what had not come until then */
export function timeLimit(after: number | undefined, state: () => string): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  if (after === undefined) return { signal: controller.signal, stop: () => undefined };
  const end = () => controller.abort(new Failure(`${state()} after ${after} s.`, { code: 'timeout' }));
  const timer = setTimeout(end, after * 1_000);
  return { signal: controller.signal, stop: () => clearTimeout(timer) };
}
