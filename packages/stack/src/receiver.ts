import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface ReceivedWebhook {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  /** Whether the signature was checked with the endpoint's secret and is right. */
  readonly verified: boolean;
  readonly at: Date;
  /** The trace that the delivery belongs to. */
  readonly traceparent: string | undefined;
}

/** What an integrator runs: takes webhooks, verifies each by the Standard Webhooks library, and keeps them. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  readonly #server: Server;
  #secret: string | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', async (request, response) => {
      response.statusCode = (await receiver.#take(request)) ? 204 : 401;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** The secret that the gateway showed when the endpoint was made. */
  trust(secret: string): void {
    this.#secret = secret;
  }

  /** Every event once, however often it was delivered. */
  events(type?: string): ReceivedWebhook[] {
    const byId = new Map(this.received.map((event) => [event.id, event]));
    return [...byId.values()].filter((event) => type === undefined || event.type === type);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage): Promise<boolean> {
    const body = await textOf(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const verified = this.#verifies(body, headers);
    const { type, data } = JSON.parse(body) as { type: string; data: Record<string, unknown> };
    const { 'webhook-id': id = '', traceparent } = headers;
    this.received.push({ id, type, data, verified, at: new Date(), traceparent });
    return verified;
  }

  #verifies(body: string, headers: Record<string, string>): boolean {
    if (this.#secret === undefined) return false;
    try {
      new Webhook(this.#secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
