import { answerOf, createWetreadClient, type Schemas } from '@wetread/client';
import type { Context } from '../context.ts';
import type { Listener } from './listener.ts';

export interface Registration {
  /** Where the gateway reaches the listener; its own address where not given. */
  readonly publicUrl?: string | undefined;
  readonly description: string;
  readonly event?: readonly string[] | undefined;
  readonly signature?: readonly string[] | undefined;
}

/** Makes a webhook endpoint for a listener, which then verifies by its secret. @returns the endpoint's id */
export async function register({ api }: Context, listener: Listener, wanted: Registration): Promise<string> {
  const body = {
    url: wanted.publicUrl ?? listener.url,
    description: wanted.description,
    ...(wanted.event && { events: wanted.event }),
    ...(wanted.signature && { signatures: wanted.signature }),
  } as Schemas['NewWebhookEndpoint'];
  const { id, secret, publicKeys = [] } = await answerOf(() => api.POST('/v1/webhook-endpoints', { body }));
  listener.keys.push(...(secret ? [secret] : []), ...publicKeys);
  return id;
}

/** The context's own requests end with Ctrl-C; this one comes after it. */
export async function unregister({ settings }: Context, id: string): Promise<void> {
  const api = createWetreadClient(settings);
  await answerOf(() => api.DELETE('/v1/webhook-endpoints/{id}', { params: { path: { id } } }));
}
