import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Verdict, verifyDelivery } from './verify.ts';

export interface Delivery extends Verdict {
  readonly at: string;
  readonly id: string | undefined;
  readonly type: string | undefined;
  /** How often this event has come, with this time. */
  readonly times: number;
  readonly answered: number;
  /** The JSON of the body; the text where it is none. */
  readonly body: unknown;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** HTTP status given to what is verified; anything but 2xx makes the gateway try again. */
  readonly answer: number;
  readonly told: (delivery: Delivery) => void;
}

const maxBodyBytes = 1_000_000;

/** Takes webhooks, verifies each, and answers as a receiver should: 401 to what is not signed by who it says. */
export class Listener {
  readonly keys: string[] = [];
  readonly #options: ListenOptions;
  readonly #server: Server;
  readonly #times = new Map<string, number>();

  private constructor(options: ListenOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#take(request).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(400).end(),
      );
    });
  }

  /** @throws Error where the port is taken */
  static async start(options: ListenOptions): Promise<Listener> {
    const listener = new Listener(options);
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', reject);
      listener.#server.listen(options.port, options.host, resolve);
    });
    return listener;
  }

  get url(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `http://${address.includes(':') ? `[${address}]` : address}:${port}/`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST') return 405;
    const text = await textOf(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const verdict = verifyDelivery(this.keys, text, headers);
    const id = headers['webhook-id'];
    const times = (this.#times.get(id ?? '') ?? 0) + 1;
    this.#times.set(id ?? '', times);
    const answered = verdict.verified ? this.#options.answer : 401;
    const body = parsed(text);
    const type = (body as { type?: unknown } | null)?.type;
    this.#options.told({
      at: new Date().toISOString(),
      id,
      type: typeof type === 'string' ? type : undefined,
      times,
      ...verdict,
      answered,
      body,
    });
    return answered;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Error('too large for a webhook');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
