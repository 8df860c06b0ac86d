import { answerOf, type Schemas } from '@wetread/client';
import type { Context } from '../context.ts';
import { state, styled } from '../output.ts';
import { intoFile } from '../secret-file.ts';
import { renderFields } from '../table.ts';

type NewEndpoint = Schemas['NewWebhookEndpoint'];
type Created = Schemas['CreatedWebhookEndpoint'];

export interface AddOptions {
  readonly event?: string[];
  readonly description?: string;
  readonly payload?: 'thin' | 'full';
  readonly signature?: ('v1' | 'v1a')[];
  readonly allowRange?: string[];
  readonly to?: string;
}

export interface RotateOptions {
  readonly overlap?: number;
  readonly to?: string;
}

export async function list({ api, output, reading }: Context): Promise<void> {
  const answer = await answerOf(() => api.GET('/v1/webhook-endpoints'), reading);
  const rows = answer.endpoints.map(({ id, url, status, disabledReason, events }) => [
    id,
    disabledReason ? `${state(status)} (${disabledReason})` : state(status),
    url,
    events.join(' '),
  ]);
  const none = 'There is no endpoint; "wetread hooks add" makes one.';
  output.table(answer, ['ENDPOINT', 'STATUS', 'ADDRESS', 'EVENTS'], rows, none);
}

export async function add(context: Context, url: string, options: AddOptions): Promise<void> {
  const { event, description, payload, signature, allowRange, to } = options;
  // The gateway checks the types of events, and names them where one is wrong.
  const body = {
    url,
    ...(event && { events: event }),
    ...(description !== undefined && { description }),
    ...(payload && { payload }),
    ...(signature && { signatures: signature }),
    ...(allowRange && { allowedRanges: allowRange }),
  } as NewEndpoint;
  const make = () => answerOf(() => context.api.POST('/v1/webhook-endpoints', { body }));
  show(context, await intoFile(to, make, secretsOf), to);
}

export async function rotate(context: Context, id: string, { overlap, to }: RotateOptions): Promise<void> {
  const body = (overlap === undefined ? {} : { overlapSeconds: overlap }) as Schemas['WebhookSecretRotation'];
  const params = { path: { id } };
  const make = () => answerOf(() => context.api.POST('/v1/webhook-endpoints/{id}/secret/rotate', { params, body }));
  show(context, await intoFile(to, make, secretsOf), to);
}

/** What a receiver verifies with: the secret, and the public keys of v1a. */
const secretsOf = ({ secret, publicKeys = [] }: Created): string =>
  [...(secret ? [secret] : []), ...publicKeys].join('\n');

/** The one time a secret is seen. */
function show({ output }: Context, { secret, ...endpoint }: Created, to: string | undefined): void {
  const told = to === undefined ? { ...endpoint, ...(secret && { secret }) } : { ...endpoint, secretFile: to };
  output.result(told, () =>
    renderFields([
      ['Endpoint', endpoint.id],
      ['Address', endpoint.url],
      ['Events', endpoint.events.join(' ')],
      ['Public key', endpoint.publicKeys?.join(' ')],
      ['Secret', to === undefined ? secret && styled('bold', secret) : `in ${to}`],
    ]),
  );
  if (to === undefined && secret) output.note('The secret is shown this once.');
}

export async function disable({ api, output }: Context, id: string): Promise<void> {
  const params = { path: { id } };
  const answer = await answerOf(() => api.POST('/v1/webhook-endpoints/{id}/disable', { params }));
  output.result(answer, () => `${id} is disabled; its events are kept.`);
}

export async function enable({ api, output }: Context, id: string): Promise<void> {
  const params = { path: { id } };
  const answer = await answerOf(() => api.POST('/v1/webhook-endpoints/{id}/enable', { params }));
  output.result(answer, () => `${id} is enabled${answer.draining ? ' and gets first what it missed' : ''}.`);
}

export async function remove({ api, output }: Context, id: string): Promise<void> {
  await answerOf(() => api.DELETE('/v1/webhook-endpoints/{id}', { params: { path: { id } } }));
  output.result({ id, removed: true }, () => `${id} is removed.`);
}
