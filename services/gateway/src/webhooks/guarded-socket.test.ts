import type { lookup as systemLookup } from 'node:dns';
import { readFileSync } from 'node:fs';
import { createServer as createProxy, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { AddressRules } from '../domain/address-rules.ts';
import { EgressProxy } from './egress-proxy.ts';
import { guardedSocket } from './guarded-socket.ts';

const pem = (name: string) => readFileSync(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)), 'utf8');
const loopback = new AddressRules(['127.0.0.0/8']);
const timeoutMs = 2_000;

const stops: (() => unknown)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function listening(server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => open.add(socket.on('error', () => undefined)));
  stops.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const greeter = () => createServer((socket) => socket.end('hello'));
const said = async (socket: Socket): Promise<string> => {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
};
const lookup = (address: string) =>
  ((_: string, __: unknown, done: (error: null, found: object[]) => void) =>
    done(null, [{ address, family: 4 }])) as unknown as typeof systemLookup;

it('goes to an allowed address, by name too', async () => {
  const port = await listening(greeter());
  expect(await said(await guardedSocket(loopback, { host: '127.0.0.1', port, tls: false }, { timeoutMs }))).toBe(
    'hello',
  );
  const named = { host: 'pacs.example.org', port, tls: false };
  const options = { timeoutMs, lookup: lookup('127.0.0.1') };
  expect(await said(await guardedSocket(loopback, named, options))).toBe('hello');
});

it.each([
  ['10.1.2.3', true, '10.1.2.3'],
  ['pacs.example.org', true, '10.1.2.3'],
  ['pacs.example.org', true, '169.254.169.254'],
  ['pacs.example.org', false, '8.8.8.8'],
])('never to %s (TLS: %s) where that is %s', async (host, tls, address) => {
  const asked = guardedSocket(new AddressRules([]), { host, port: 104, tls }, { timeoutMs, lookup: lookup(address) });
  await expect(asked).rejects.toMatchObject({ code: 'address_refused' });
});

it('makes TLS with who is known, and with nobody else', async () => {
  const port = await listening(
    createTlsServer({ key: pem('server.key'), cert: pem('server.crt') }, (socket) => socket.end('hello')),
  );
  const target = { host: '127.0.0.1', port, tls: true };
  const tls = { ca: [pem('ca.crt')] };
  expect(await said(await guardedSocket(loopback, target, { timeoutMs, tls }))).toBe('hello');
  await expect(guardedSocket(loopback, target, { timeoutMs })).rejects.toMatchObject({
    code: expect.stringMatching(/CERT|SELF_SIGNED|VERIFY/),
  });
  const silent = await listening(createServer());
  const waiting = guardedSocket(loopback, { ...target, port: silent }, { timeoutMs: 200 });
  await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
});

it('goes through the proxy, which is given the checked address', async () => {
  const port = await listening(greeter());
  const paths: string[] = [];
  const proxy = createProxy().on('connect', (request: IncomingMessage, socket: Socket) => {
    paths.push(request.url ?? '');
    const out = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      out.pipe(socket).pipe(out);
    });
  });
  const url = `http://127.0.0.1:${await listening(proxy)}`;
  const through = new EgressProxy({ url, timeoutMs, resolvesNames: false });
  stops.push(() => through.close());
  const options = { timeoutMs, lookup: lookup('10.1.2.3'), proxy: through };
  const socket = await guardedSocket(
    new AddressRules(['10.1.0.0/16']),
    { host: 'pacs.example.org', port: 104, tls: false },
    options,
  );
  expect(await said(socket)).toBe('hello');
  expect(paths).toEqual(['10.1.2.3:104']);
});
