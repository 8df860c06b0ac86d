import { isIPv6, type Socket } from 'node:net';
import { Pool } from 'undici';

export interface EgressProxyOptions {
  /** `http://` or `https://`, with a user and password where it asks for them. */
  readonly url: string;
  readonly timeoutMs: number;
  /** The proxy resolves names, and is then the one that guards where they lead. */
  readonly resolvesNames: boolean;
}

/** The installation's way out: every webhook goes through an HTTP CONNECT tunnel of it. */
export class EgressProxy {
  readonly resolvesNames: boolean;
  readonly #pool: Pool;
  readonly #headers: Record<string, string>;

  constructor({ url, timeoutMs, resolvesNames }: EgressProxyOptions) {
    const { origin, username, password } = new URL(url);
    this.resolvesNames = resolvesNames;
    this.#pool = new Pool(origin, { connect: { timeout: timeoutMs, allowH2: false }, headersTimeout: timeoutMs });
    const user = [username, password].map(decodeURIComponent).join(':');
    this.#headers = username ? { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` } : {};
  }

  /** @returns a socket that ends at the address. @throws an error with the code `PROXY_REFUSED` */
  async tunnel(host: string, port: string): Promise<Socket> {
    const path = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    const { socket, statusCode } = await this.#pool.connect({ path, headers: { ...this.#headers, host: path } });
    if (statusCode === 200) return socket as Socket;
    socket.on('error', () => undefined).destroy();
    throw Object.assign(new Error(`The proxy answered ${statusCode}`), { code: 'PROXY_REFUSED' });
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}
