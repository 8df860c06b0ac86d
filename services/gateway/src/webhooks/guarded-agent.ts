import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { Agent, buildConnector } from 'undici';
import type { AddressRules, WebhookProtocol } from '../domain/address-rules.ts';
import type { EgressProxy } from './egress-proxy.ts';

export interface ClientTls {
  /** Shown to receivers that ask for a client certificate; PEM. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Instead of the system's authorities; PEM. */
  readonly ca?: readonly string[] | undefined;
}

export interface GuardedAgentOptions {
  /** Sockets to one origin. */
  readonly connections: number;
  readonly timeoutMs: number;
  /** Resolves names, as `dns.lookup` does. */
  readonly lookup?: typeof systemLookup;
  readonly tls?: ClientTls | undefined;
  readonly proxy?: EgressProxy | undefined;
}

type Connect = buildConnector.connector;
type Target = Parameters<Connect>[0];

/**
 * Connects to allowed addresses only. The check is made on the addresses that the socket is then given, so a name
 * cannot change between check and connection. A proxy is given the checked address, not the name.
 */
export function guardedAgent(rules: AddressRules, options: GuardedAgentOptions): Agent {
  const { connections, timeoutMs, lookup = systemLookup, tls, proxy } = options;
  const direct = directConnectors(rules, { timeoutMs, lookup, tls });
  return new Agent({
    connections,
    connect: (target, callback) => {
      const protocol = target.protocol as WebhookProtocol;
      try {
        // A host that is an address is connected to without a lookup.
        const host = bareHost(target);
        if (isIP(host)) rules.checkAddress(host, protocol);
      } catch (error) {
        callback(error as Error, null);
        return;
      }
      if (!proxy) direct[protocol](target, callback);
      else connectThrough(proxy, checkedLookup(rules, protocol, lookup), direct['https:'], target, callback);
    },
  });
}

const bareHost = ({ hostname }: Target): string => hostname.replace(/^\[(.*)\]$/, '$1');

function directConnectors(
  rules: AddressRules,
  { timeoutMs, lookup, tls }: Required<Pick<GuardedAgentOptions, 'timeoutMs' | 'lookup' | 'tls'>>,
): Record<WebhookProtocol, Connect> {
  const connector = (protocol: WebhookProtocol) => {
    const checked = checkedLookup(rules, protocol, lookup);
    return buildConnector({ ...tls, timeout: timeoutMs, allowH2: false, lookup: checked } as never);
  };
  return { 'http:': connector('http:'), 'https:': connector('https:') };
}

/** TLS is made inside the tunnel, with the name that the certificate must have. */
async function connectThrough(
  proxy: EgressProxy,
  lookup: LookupFunction,
  secure: Connect,
  target: Target,
  callback: buildConnector.Callback,
): Promise<void> {
  try {
    const host = bareHost(target);
    const address = isIP(host) || proxy.resolvesNames ? host : await resolved(host, lookup);
    const socket = await proxy.tunnel(address, target.port || (target.protocol === 'https:' ? '443' : '80'));
    if (target.protocol === 'https:') secure({ ...target, httpSocket: socket }, callback);
    else callback(null, socket);
  } catch (error) {
    callback(error as Error, null);
  }
}

export const resolved = (host: string, lookup: LookupFunction): Promise<string> =>
  promisify<string, object, string>(lookup as never)(host, {});

/** One refused address refuses the name: a name that has both kinds is an attack or a fault. */
export function checkedLookup(
  rules: AddressRules,
  protocol: WebhookProtocol,
  lookup: typeof systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      try {
        for (const { address } of addresses) rules.checkAddress(address, protocol);
      } catch (refusal) {
        return callback(refusal as Error, '', 0);
      }
      const [first] = addresses;
      if (options.all) callback(null, addresses as never);
      else callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}
