import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { AddressRules, WebhookProtocol } from '../domain/address-rules.ts';

export interface GuardedAgentOptions {
  /** Sockets to one origin. */
  readonly connections: number;
  readonly timeoutMs: number;
  /** Resolves names, as `dns.lookup` does. */
  readonly lookup?: typeof systemLookup;
}

/**
 * Connects to allowed addresses only. The check is made on the addresses that the socket is then given, so a name
 * cannot change between check and connection.
 */
export function guardedAgent(rules: AddressRules, options: GuardedAgentOptions): Agent {
  const { connections, timeoutMs, lookup = systemLookup } = options;
  const connectors = Object.fromEntries(
    (['http:', 'https:'] as const).map((protocol) => {
      const checked = checkedLookup(rules, protocol, lookup);
      return [protocol, buildConnector({ timeout: timeoutMs, allowH2: false, lookup: checked } as never)];
    }),
  ) as Record<WebhookProtocol, buildConnector.connector>;
  return new Agent({
    connections,
    connect: (target, callback) => {
      const protocol = target.protocol as WebhookProtocol;
      try {
        // A host that is an address is connected to without a lookup.
        const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
        if (isIP(host)) rules.checkAddress(host, protocol);
      } catch (error) {
        callback(error as Error, null);
        return;
      }
      connectors[protocol](target, callback);
    },
  });
}

/** One refused address refuses the name: a name that has both kinds is an attack or a fault. */
function checkedLookup(rules: AddressRules, protocol: WebhookProtocol, lookup: typeof systemLookup): LookupFunction {
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
