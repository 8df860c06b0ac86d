import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decode, encode, type Packet } from 'dns-packet';

/** The cluster's DNS for headless services: the name of a service has the addresses of its ready pods. */
export class ServiceDns {
  readonly #socket: Socket;
  readonly #addressesOf: (name: string) => readonly string[];

  private constructor(socket: Socket, addressesOf: (name: string) => readonly string[]) {
    this.#socket = socket;
    this.#addressesOf = addressesOf;
    socket.on('message', (query, { port, address }) => socket.send(this.#answer(query), port, address));
  }

  static async start(addressesOf: (name: string) => readonly string[]): Promise<ServiceDns> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new ServiceDns(socket, addressesOf);
  }

  /** A gRPC name that is looked up here. grpc-js asks a server of one's own where `resolverEnv` is set. */
  nameOf(service: string, port: number): string {
    return `dns://127.0.0.1:${(this.#socket.address() as AddressInfo).port}/${service}:${port}`;
  }

  stop(): void {
    this.#socket.close();
  }

  #answer(query: Buffer): Buffer {
    const { id = 0, questions = [] } = decode(query) as Packet;
    const answers = questions
      .filter(({ type }) => type === 'A')
      .flatMap(({ name }) => this.#addressesOf(name).map((data) => ({ type: 'A' as const, name, ttl: 5, data })));
    return encode({ type: 'response', id, questions, answers });
  }
}

export const resolverEnv = { GRPC_NODE_USE_ALTERNATIVE_RESOLVER: 'true' };
