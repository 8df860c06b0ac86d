import type { lookup as systemLookup } from 'node:dns';
import { createServer, type Server } from 'node:net';
import { type Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddressRules } from '../domain/address-rules.ts';
import { disguisedHosts, forbidden } from '../fixtures/forbidden-addresses.ts';
import { guardedAgent } from './guarded-agent.ts';

/** What stands inside the network: it must never see a connection that the rules do not allow. */
let inside: Server;
let port = 0;
let connections = 0;
beforeAll(async () => {
  inside = createServer((socket) => {
    connections++;
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
  });
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
  port = (inside.address() as { port: number }).port;
});
afterAll(() => {
  inside.close();
});

/** A resolver that gives each look-up the next list of addresses, and counts them. */
function resolver(...answers: string[][]) {
  let asked = 0;
  const lookup = ((_: string, __: unknown, done: (error: null, addresses: object[]) => void) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof systemLookup;
  return { lookup, asked: () => asked };
}

function agentOf(ranges: string[], lookup?: typeof systemLookup): Agent {
  return guardedAgent(new AddressRules(ranges), { connections: 1, timeoutMs: 5_000, ...(lookup && { lookup }) });
}

async function reach(url: string, agent: Agent): Promise<string> {
  try {
    return await (await request(url, { dispatcher: agent })).body.text();
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

async function refusedWithoutConnecting(url: string, agent: Agent): Promise<void> {
  const before = connections;
  expect(await reach(url, agent)).toBe('address_refused');
  expect(connections).toBe(before);
  await agent.destroy();
}

describe('an address in the URL', () => {
  it.each([
    ...disguisedHosts,
    ...Object.values(forbidden)
      .flat()
      .map((address) => (address.includes(':') ? `[${address}]` : address)),
  ])('%s is refused before a socket is opened', async (host) => {
    for (const protocol of ['http', 'https']) {
      await refusedWithoutConnecting(`${protocol}://${host}:${port}/`, agentOf([]));
    }
  });
});

describe('a name', () => {
  it.each([
    ...Object.values(forbidden)
      .flat()
      .map((address) => [address]),
    ['8.8.8.8', '127.0.0.1'],
    ['10.0.0.1', '8.8.8.8'],
  ])('that resolves to %s is refused', async (...addresses) => {
    await refusedWithoutConnecting(`https://hooks.example.org:${port}/`, agentOf([], resolver(addresses).lookup));
  });

  it('that the system resolves to loopback is refused', async () => {
    await refusedWithoutConnecting(`https://localhost:${port}/`, agentOf([]));
  });

  it('is looked up once a connection: the address that was judged is the one connected to', async () => {
    const { lookup, asked } = resolver(['127.0.0.1'], ['10.0.0.1']);
    const agent = agentOf(['127.0.0.0/8'], lookup);
    expect(await reach(`http://hooks.example.org:${port}/`, agent)).toBe('ok');
    expect(asked()).toBe(1);
    await agent.destroy();
  });

  it('that was allowed and then moves inside is refused at the next connection', async () => {
    const { lookup } = resolver(['127.0.0.1'], ['127.0.0.2']);
    const agent = agentOf(['127.0.0.1/32'], lookup);
    const url = `http://hooks.example.org:${port}/`;
    expect(await reach(url, agent)).toBe('ok');
    await refusedWithoutConnecting(url, agent);
  });
});
