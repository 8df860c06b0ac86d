import { setTimeout as sleep } from 'node:timers/promises';
import { toProblem, toWetreadError } from '@wetread/contracts';
import type { Logger } from '@wetread/telemetry';

/** One event of `text/event-stream`. */
export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

export interface EventStreamOptions {
  /** A comment is sent after so long without an event, so that nobody on the way takes the connection for dead. */
  readonly heartbeatMs: number;
  readonly logger: Logger;
}

/**
 * The text of an event stream, each event with the next number as its id. The status is sent by then, so that what goes
 * wrong is an event itself: `error`, with problem details.
 */
export async function* eventStream(
  events: AsyncIterator<ServerEvent>,
  { heartbeatMs, logger }: EventStreamOptions,
): AsyncGenerator<string> {
  let id = 0;
  try {
    for await (const event of withHeartbeats(events, heartbeatMs)) {
      yield event === undefined ? ': still here\n\n' : encode(++id, event);
    }
  } catch (thrown) {
    const error = toWetreadError(thrown);
    if (error.traits.http >= 500) logger.error({ code: error.code, err: error }, 'answer failed');
    yield encode(++id, { event: 'error', data: toProblem(error) });
  }
}

/** Undefined stands for a heartbeat. */
async function* withHeartbeats(
  events: AsyncIterator<ServerEvent>,
  heartbeatMs: number,
): AsyncGenerator<ServerEvent | undefined> {
  for (;;) {
    const next = events.next();
    // Where the stream is given up at a heartbeat, nobody waits for this any more.
    next.catch(() => undefined);
    let result = await within(next, heartbeatMs);
    for (; !result; result = await within(next, heartbeatMs)) yield undefined;
    if (result.done) return;
    yield result.value;
  }
}

/** @returns undefined where it takes longer */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

/** JSON has no line breaks of its own, so that the data is one line. */
const encode = (id: number, { event, data }: ServerEvent): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
