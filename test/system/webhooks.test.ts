import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { upload } from '@wetread/stack';
import { pngFile, syntheticRadiograph, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endOf, startWholeStack, type WholeStack } from './whole-stack.ts';

let whole: WholeStack;
beforeAll(async () => {
  whole = await startWholeStack({ gateway: { WEBHOOK_TIMEOUT_MS: '1000' } });
});
afterAll(() => whole.stop());

const addEndpoint = (url: string) =>
  whole.stack.fetch('/v1/webhook-endpoints', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url }),
  });

async function receiver(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

it.each([
  'http://10.0.0.1/',
  'http://169.254.169.254/latest',
  'http://192.168.1.1/',
  'http://[fe80::1]/',
  'http://0xa000001/',
])('%s is refused as an address', async (url) => {
  const response = await addEndpoint(url);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: 'address_refused' });
});

it('failing, hanging and redirecting receivers are tried again and delay nobody', async () => {
  const tried = { failing: 0, hanging: 0, redirecting: 0, target: 0 };
  const target = await receiver((_, response) => {
    tried.target++;
    response.end();
  });
  const others = [
    await receiver((_, response) => {
      tried.failing++;
      response.writeHead(500).end();
    }),
    await receiver(() => {
      tried.hanging++;
    }),
    await receiver((_, response) => {
      tried.redirecting++;
      response.writeHead(302, { location: target.url }).end();
    }),
  ];
  for (const { url } of others) expect((await addEndpoint(url)).status).toBe(201);
  const bytes = await pngFile(syntheticRadiograph({ width: 200, height: 200, seed: 1, bits: 8 }));
  const { answer } = await upload(whole.stack, [{ name: 'chest.png', bytes }]);
  // The healthy receiver has the end of the study while the others are still being tried.
  expect(await endOf(whole.receiver, answer.studies[0]?.id as string)).toMatchObject({ verified: true });
  await waitFor(() => Math.min(tried.failing, tried.hanging, tried.redirecting) >= 3, { timeoutMs: 60_000 });
  expect(tried.target).toBe(0);
  for (const { close } of [target, ...others]) close();
});
