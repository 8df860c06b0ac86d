import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A service with a cluster address, as kube-proxy makes it: each new connection goes to the next ready pod, and stays with it
 * for as long as both sides keep it, also while the pod ends.
 */
export class VirtualIp {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #turn = 0;

  private constructor(addresses: () => readonly string[], port: number) {
    this.#server = createServer((incoming) => {
      const all = addresses();
      const address = all[this.#turn++ % all.length];
      if (address === undefined) return incoming.resetAndDestroy();
      this.#join(incoming, connect(port, address));
    });
  }

  static async start(addresses: () => readonly string[], port: number): Promise<VirtualIp> {
    const service = new VirtualIp(addresses, port);
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** An end is passed on as an end and a break as a break: the proxy adds no fault of its own. */
  #join(...[a, b]: [Socket, Socket]): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      this.#open.add(from);
      from.pipe(to);
      from.on('error', () => to.resetAndDestroy());
      from.once('close', () => this.#open.delete(from));
    }
  }
}
