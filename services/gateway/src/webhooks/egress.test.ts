import type { lookup as systemLookup } from 'node:dns';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@wetread/config';
import { makeEvent } from '@wetread/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../config.ts';
import { AddressRules } from '../domain/address-rules.ts';
import { makeKey } from '../domain/signing-key.ts';
import { EgressProxy } from './egress-proxy.ts';
import { openSender } from './open-sender.ts';
import { WebhookSender } from './webhook-sender.ts';

const file = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const pem = (name: string) => readFileSync(file(name), 'utf8');
const loopback = new AddressRules(['127.0.0.0/8']);
const event = makeEvent('north', 'study.received', { study: '1.2', revision: 1, images: 1, refusals: 0 });
const target = (url: string) => ({ url, secrets: [makeKey('v1').secret], body: '{}' });

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

let receiver: Server;
let port: number;
const clients: (string | undefined)[] = [];
beforeAll(async () => {
  const options = { key: pem('server.key'), cert: pem('server.crt'), ca: pem('ca.crt') };
  receiver = createHttpsServer({ ...options, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    clients.push((request.socket as TLSSocket).getPeerCertificate().subject.CN as string);
    response.writeHead(204).end();
  });
  port = await listening(receiver);
});
afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
});

const environment = (env: Record<string, string>) =>
  loadConfig(configSchema, { WEBHOOK_SECRET_KEY: Buffer.alloc(32).toString('base64'), ...env });

describe('a client certificate', () => {
  it('is shown to a receiver that asks for it', async () => {
    const files = { WEBHOOK_CLIENT_CERT_FILE: file('client.crt'), WEBHOOK_CLIENT_KEY_FILE: file('client.key') };
    const sender = openSender(environment({ ...files, WEBHOOK_CA_FILE: file('ca.crt') }), loopback);
    expect(await sender.send(target(`https://127.0.0.1:${port}/`), event)).toMatchObject({ outcome: 'delivered' });
    expect(clients).toEqual(['client']);
    await sender.close();
  });

  it('that is missing makes such a receiver fail, as does an authority that is not known', async () => {
    const without = openSender(environment({ WEBHOOK_CA_FILE: file('ca.crt') }), loopback);
    const strange = openSender(environment({}), loopback);
    for (const sender of [without, strange]) {
      expect(await sender.send(target(`https://127.0.0.1:${port}/`), event)).toMatchObject({ outcome: 'failed' });
      await sender.close();
    }
    expect(clients).toHaveLength(1);
  });

  it.each([{ WEBHOOK_CLIENT_CERT_FILE: file('client.crt') }, { WEBHOOK_CA_FILE: '/nowhere.pem' }])(
    'given as %j stops the start',
    (env) => {
      expect(() => openSender(environment(env), loopback)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    },
  );
});

describe('an egress proxy', () => {
  const asked: { path: string; authorization: string | undefined }[] = [];
  let proxy: Server;
  let proxyPort: number;
  let refusing = false;
  beforeAll(async () => {
    proxy = createHttpServer();
    proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
      asked.push({ path: request.url ?? '', authorization: request.headers['proxy-authorization'] });
      if (refusing) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      // Wherever it is told to go, this one goes to the receiver.
      const out = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        out.pipe(socket).pipe(out);
      });
      for (const one of [out, socket]) one.on('error', () => out.destroy());
    });
    proxyPort = await listening(proxy);
  });
  afterAll(() => {
    proxy.closeAllConnections();
    proxy.close();
  });

  const lookup = (address: string) =>
    ((_: string, __: unknown, done: (error: null, found: object[]) => void) =>
      done(null, [{ address, family: 4 }])) as unknown as typeof systemLookup;

  function through(address: string, resolvesNames = false, rules = new AddressRules([])): WebhookSender {
    const url = `http://user:p%40ss@127.0.0.1:${proxyPort}`;
    const tls = { cert: pem('client.crt'), key: pem('client.key'), ca: [pem('ca.crt')] };
    const options = { timeoutMs: 5_000, concurrency: 2, lookup: lookup(address), tls };
    return new WebhookSender(rules, { ...options, proxy: new EgressProxy({ url, timeoutMs: 5_000, resolvesNames }) });
  }

  async function send(sender: WebhookSender, url: string) {
    asked.length = 0;
    const verdict = await sender.send(target(url), event);
    await sender.close();
    return verdict;
  }

  it('is given the checked address and not the name, and TLS holds the name inside the tunnel', async () => {
    const verdict = await send(through('8.8.8.8'), 'https://hooks.example.org/hook');
    expect(verdict).toMatchObject({ outcome: 'delivered' });
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(asked).toEqual([{ path: '8.8.8.8:443', authorization }]);
    const other = await send(through('8.8.8.8'), 'https://other.example.org/hook');
    expect(other.attempt).toMatchObject({ error: 'tls_failed' });
  });

  it.each([
    ['https://hooks.example.org/', '10.0.0.1'],
    ['https://hooks.example.org/', '169.254.169.254'],
    ['https://127.0.0.1/', '8.8.8.8'],
    ['https://[::ffff:10.0.0.1]/', '8.8.8.8'],
    ['https://0x7f000001/', '8.8.8.8'],
  ])('is not asked for %s where that is %s', async (url, address) => {
    expect((await send(through(address), url)).attempt).toMatchObject({ error: 'address_refused' });
    expect(asked).toEqual([]);
  });

  it('that resolves names is given them, and still no refused address', async () => {
    await send(through('10.0.0.1', true), 'https://hooks.example.org:8443/');
    expect(asked).toMatchObject([{ path: 'hooks.example.org:8443' }]);
    expect((await send(through('8.8.8.8', true), 'https://10.0.0.1/')).attempt).toMatchObject({
      error: 'address_refused',
    });
  });

  it('keeps the sockets of one endpoint and its ranges from another endpoint at the same name', async () => {
    const sender = through('10.1.2.3');
    const inside = { ...target('https://hooks.example.org/'), allowedRanges: ['10.1.0.0/16'] };
    const outside = target('https://hooks.example.org/');
    expect(await sender.send(inside, event)).toMatchObject({ outcome: 'delivered' });
    expect((await sender.send(outside, event)).attempt).toMatchObject({ error: 'address_refused' });
    expect(await sender.send(inside, event)).toMatchObject({ outcome: 'delivered' });
    await sender.close();
  });

  it('that refuses is named in the log', async () => {
    refusing = true;
    expect((await send(through('8.8.8.8'), 'https://hooks.example.org/')).attempt).toMatchObject({
      error: 'proxy_refused',
    });
    refusing = false;
  });
});
