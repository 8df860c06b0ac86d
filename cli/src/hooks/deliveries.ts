import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, answerOf, type Schemas } from '@wetread/client';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { state, when } from '../output.ts';
import { startProgress } from '../progress.ts';

type Delivery = Schemas['WebhookDelivery'];
type Replay = Schemas['WebhookReplay'];

export interface ReplayOptions {
  readonly since: string;
  readonly until?: string;
  readonly event?: string[];
  readonly onlyFailed?: boolean;
  readonly rate: number;
  readonly wait: boolean;
}

const lookEveryMs = 400;

export async function log({ api, output, reading }: Context, id: string, limit: number): Promise<void> {
  const params = { path: { id }, query: { limit } };
  const answer = await answerOf(() => api.GET('/v1/webhook-endpoints/{id}/deliveries', { params }), reading);
  const rows = answer.deliveries.map((delivery) => [
    delivery.event,
    delivery.type,
    state(delivery.status),
    when(delivery.createdAt),
    String(delivery.attempts.length),
    lastOf(delivery),
    when(delivery.nextAttemptAt),
  ]);
  const head = ['EVENT', 'TYPE', 'STATUS', 'MADE', 'ATTEMPTS', 'LAST', 'NEXT'];
  output.table(answer, head, rows, 'Nothing was sent to this endpoint yet.');
}

/** Sends a test event and waits for its first attempt. @throws Failure where the receiver did not take it */
export async function test(context: Context, id: string, timeoutS: number): Promise<void> {
  const { api, output, signal } = context;
  const { event } = await answerOf(() => api.POST('/v1/webhook-endpoints/{id}/test', { params: { path: { id } } }));
  output.note(`Sent ${event}; waiting for what the receiver answers …`);
  const deadline = Date.now() + timeoutS * 1_000;
  for (;;) {
    const delivery = await findDelivery(context, id, event);
    if (delivery && (delivery.attempts.length > 0 || delivery.status === 'held')) return told(context, delivery);
    if (Date.now() > deadline)
      throw new Failure(`Nothing was sent within ${timeoutS} s; "wetread hooks log ${id}" shows what comes.`);
    await sleep(lookEveryMs, undefined, { signal });
  }
}

function told({ output }: Context, delivery: Delivery): void {
  output.result(delivery, () => `${state(delivery.status)}  ${delivery.event}  ${lastOf(delivery)}`);
  if (delivery.status === 'delivered') return;
  if (delivery.status === 'held') throw new Failure('The endpoint is disabled; the event is kept for it.');
  throw new Failure(`The receiver did not take the event: ${lastOf(delivery)}.`);
}

/** The log knows an event once it is fanned out. */
async function findDelivery({ api, reading }: Context, id: string, event: string): Promise<Delivery | undefined> {
  const params = { path: { id, event } };
  try {
    return await answerOf(() => api.GET('/v1/webhook-endpoints/{id}/deliveries/{event}', { params }), reading);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

export async function redeliver({ api, output }: Context, id: string, event: string): Promise<void> {
  const params = { path: { id, event } };
  const path = '/v1/webhook-endpoints/{id}/deliveries/{event}/redeliver';
  const delivery = await answerOf(() => api.POST(path, { params }));
  output.result(delivery, () => `${event} is sent again.`);
}

export async function replay(context: Context, id: string, options: ReplayOptions): Promise<void> {
  const { api, output, signal, reading } = context;
  const body = {
    since: options.since,
    ...(options.until && { until: options.until }),
    ...(options.event && { types: options.event }),
    onlyFailed: options.onlyFailed ?? false,
    perSecond: options.rate,
  } as Schemas['NewWebhookReplay'];
  let replayed = await answerOf(() =>
    api.POST('/v1/webhook-endpoints/{id}/replay', { params: { path: { id } }, body }),
  );
  const params = { path: { id, replay: replayed.id } };
  const bar = startProgress(output, 'Replaying', replayed.total);
  try {
    while (options.wait && (replayed.status === 'running' || replayed.status === 'cancelling')) {
      await sleep(lookEveryMs, undefined, { signal });
      replayed = await answerOf(() => api.GET('/v1/webhook-endpoints/{id}/replays/{replay}', { params }), reading);
      bar.set(replayed.seen, replayed.total);
    }
  } finally {
    bar.stop();
  }
  output.result(replayed, () => renderReplay(replayed));
}

const renderReplay = ({ id, status, seen, sent, total }: Replay): string =>
  `${state(status)}  ${id}  ${sent} sent again, ${seen} of ${total} looked at`;

function lastOf({ attempts }: Delivery): string {
  const last = attempts.at(-1);
  if (!last) return '–';
  return last.status === undefined ? (last.error ?? 'no answer') : `answered ${last.status}`;
}
