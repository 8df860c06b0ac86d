import { answerOf, type Schemas } from '@wetread/client';
import type { Command } from 'commander';
import { type Context, contextOf } from '../context.ts';
import { state, styled, when } from '../output.ts';
import { renderFields } from '../table.ts';
import { repeated, wholeNumber } from './arguments.ts';

type NewEndpoint = Schemas['NewWebhookEndpoint'];

export function addHooks(program: Command): void {
  const hooks = program
    .command('hooks')
    .summary('webhook endpoints')
    .description('Webhook endpoints: where events are sent.');
  hooks
    .command('list')
    .summary('list the endpoints')
    .description('Lists the endpoints, the oldest first.')
    .action((_: object, command: Command) => list(contextOf(command)));
  hooks
    .command('add')
    .summary('send events to an address')
    .description('Sends events from now on to an address, and prints the secret that verifies them, this once.')
    .argument('<address>', 'https:// address of the receiver')
    .option('--event <type>', 'only events of this type; may be repeated', repeated)
    .option('--description <text>', 'for people')
    .action((url: string, options: AddOptions, command: Command) => add(contextOf(command), url, options));
  hooks
    .command('remove')
    .summary('send nothing more to an endpoint')
    .description('Sends nothing more to an endpoint.')
    .argument('<endpoint>', 'id of the endpoint')
    .action((id: string, _: object, command: Command) => remove(contextOf(command), id));
  hooks
    .command('log')
    .summary('what was sent to an endpoint')
    .description('What was sent to an endpoint and what it answered, the newest event first.')
    .argument('<endpoint>', 'id of the endpoint')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 200), 20)
    .action((id: string, { limit }: { limit: number }, command: Command) => log(contextOf(command), id, limit));
}

interface AddOptions {
  readonly event?: string[];
  readonly description?: string;
}

async function list({ api, output, reading }: Context): Promise<void> {
  const answer = await answerOf(() => api.GET('/v1/webhook-endpoints'), reading);
  const rows = answer.endpoints.map(({ id, url, status, disabledReason, events }) => [
    id,
    disabledReason ? `${state(status)} (${disabledReason})` : state(status),
    url,
    events.join(' '),
  ]);
  output.table(
    answer,
    ['ENDPOINT', 'STATUS', 'ADDRESS', 'EVENTS'],
    rows,
    'There is no endpoint; "wetread hooks add" makes one.',
  );
}

async function add({ api, output }: Context, url: string, { event, description }: AddOptions): Promise<void> {
  const body: NewEndpoint = {
    url,
    ...(event && { events: event as NonNullable<NewEndpoint['events']> }),
    ...(description !== undefined && { description }),
  };
  const endpoint = await answerOf(() => api.POST('/v1/webhook-endpoints', { body }));
  output.result(endpoint, () =>
    renderFields([
      ['Endpoint', endpoint.id],
      ['Address', endpoint.url],
      ['Events', endpoint.events.join(' ')],
      ['Secret', endpoint.secret],
    ]),
  );
  output.note('The secret is shown this once.');
}

async function remove({ api, output }: Context, id: string): Promise<void> {
  await answerOf(() => api.DELETE('/v1/webhook-endpoints/{id}', { params: { path: { id } } }));
  output.result({ id, removed: true }, () => `${id} is removed.`);
}

async function log({ api, output, reading }: Context, id: string, limit: number): Promise<void> {
  const params = { path: { id }, query: { limit } };
  const answer = await answerOf(() => api.GET('/v1/webhook-endpoints/{id}/deliveries', { params }), reading);
  const rows = answer.deliveries.map(({ event, type, status, createdAt, attempts, nextAttemptAt }) => [
    event,
    type,
    state(status),
    when(createdAt),
    `${attempts.length} attempts${lastOf(attempts)}${nextAttemptAt ? `, next ${when(nextAttemptAt)}` : ''}`,
  ]);
  output.table(answer, ['EVENT', 'TYPE', 'STATUS', 'MADE', ''], rows, 'Nothing was sent to this endpoint yet.');
}

function lastOf(attempts: Schemas['WebhookDelivery']['attempts']): string {
  const last = attempts.at(-1);
  if (!last) return '';
  return `, last ${styled('dim', String(last.status ?? last.error ?? 'no answer'))}`;
}
