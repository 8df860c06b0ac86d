import { lookup as systemLookup } from 'node:dns';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { AddressRules } from '../domain/address-rules.ts';
import { checkedLookup, type GuardedAgentOptions, resolved } from './guarded-agent.ts';

export interface SocketTarget {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

export type SocketOptions = Pick<GuardedAgentOptions, 'timeoutMs' | 'lookup' | 'tls' | 'proxy'>;

/**
 * A connected socket to an allowed address, checked as for HTTP: without TLS as `http:`, with it as `https:`, and then
 * after the handshake. @throws WetreadError address_refused, and the errors of sockets, with their codes
 */
export async function guardedSocket(
  rules: AddressRules,
  { host, port, tls }: SocketTarget,
  options: SocketOptions,
): Promise<Socket> {
  const protocol = tls ? 'https:' : 'http:';
  const { timeoutMs, proxy, lookup: plainLookup = systemLookup } = options;
  if (isIP(host)) rules.checkAddress(host, protocol);
  const lookup = checkedLookup(rules, protocol, plainLookup);
  const address = isIP(host) || !proxy || proxy.resolvesNames ? host : await resolved(host, lookup);
  const plain = proxy ? await proxy.tunnel(address, String(port)) : connect({ host, port, lookup });
  const servername = isIP(host) ? {} : { servername: host };
  const socket = tls
    ? connectTls({ ...options.tls, ...servername, host, socket: plain, minVersion: 'TLSv1.2' } as object)
    : plain;
  await ready(socket, plain, timeoutMs, tls ? 'secureConnect' : proxy ? undefined : 'connect');
  return socket;
}

/** @param event that says so; undefined where the socket is ready as it comes */
function ready(socket: Socket, plain: Socket, timeoutMs: number, event: string | undefined): Promise<void> {
  if (event === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = (error: Error) => {
      clearTimeout(late);
      socket.destroy();
      plain.destroy();
      reject(error);
    };
    const late = setTimeout(() => {
      end(Object.assign(new Error('No connection came about in time.'), { name: 'TimeoutError' }));
    }, timeoutMs);
    socket.once(event, () => {
      clearTimeout(late);
      // Later ones are for who uses the socket; the one inside of it must not end the process.
      for (const each of [socket, plain]) each.off('error', end).on('error', () => undefined);
      resolve();
    });
    for (const each of [socket, plain]) each.once('error', end);
  });
}
