import { answerOf, type Schemas } from '@wetread/client';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { state, when } from '../output.ts';

/** @throws Failure where it is not there */
export async function test({ api, output }: Context, id: string): Promise<void> {
  const answer = await answerOf(() => api.POST('/v1/destinations/{id}/test', { params: { path: { id } } }));
  const { ok, durationMs, error, status, dimse, acceptsReports } = answer;
  output.result(
    answer,
    () => `${ok ? 'It is there' : 'It is not there'}: ${error ?? dimse ?? status} in ${durationMs} ms.`,
  );
  if (!ok) throw new Failure(`The PACS did not answer as it should: ${error ?? status ?? dimse}.`);
  if (acceptsReports === false)
    throw new Failure('The PACS does not accept Basic Text SR (1.2.840.10008.5.1.4.1.1.88.11).');
}

export async function log({ api, output, reading }: Context, id: string, limit: number): Promise<void> {
  const params = { path: { id }, query: { limit } };
  const answer = await answerOf(() => api.GET('/v1/destinations/{id}/deliveries', { params }), reading);
  const rows = answer.deliveries.map((delivery) => [
    delivery.event,
    delivery.study ?? '(deleted)',
    state(delivery.status),
    when(delivery.createdAt),
    String(delivery.attempts.length),
    lastOf(delivery),
    when(delivery.nextAttemptAt),
  ]);
  const head = ['EVENT', 'STUDY', 'STATUS', 'MADE', 'ATTEMPTS', 'LAST', 'NEXT'];
  output.table(answer, head, rows, 'Nothing was sent to this destination yet.');
}

function lastOf({ attempts }: Schemas['DestinationDelivery']): string {
  const last = attempts.at(-1);
  return [last?.status, last?.dimse, last?.error].filter((part) => part !== undefined).join(' ');
}

export async function redeliver({ api, output }: Context, id: string, event: string): Promise<void> {
  const params = { path: { id, event } };
  const answer = await answerOf(() => api.POST('/v1/destinations/{id}/deliveries/{event}/redeliver', { params }));
  output.result(answer, () => `${event} is on its way again.`);
}
