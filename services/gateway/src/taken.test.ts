import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startReceiver } from './fixtures/receiver.ts';
import { WebhookCalls } from './fixtures/webhook-calls.ts';
import { addEndpoint, startWorld, tellOfStudy, tenant, type World } from './fixtures/world.ts';

const endpoints = 12;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function objects(folder: string): Promise<number> {
  let count = 0;
  for await (const _ of world.storage.list(`tenants/${tenant}/${folder}/`)) count++;
  return count;
}

it('an event that many endpoints take at once is recorded together, and told, found and sent again as any other (I1, I3)', async () => {
  // The first answers come all at one moment.
  const waiting: ServerResponse[] = [];
  const receiver = await startReceiver((number, response) => {
    waiting.push(response);
    if (number < endpoints) return;
    for (const each of waiting.splice(0)) each.writeHead(204).end();
  });
  const key = await world.key(tenant);
  const calls = new WebhookCalls(world, key);
  const ids: string[] = [];
  for (let i = 0; i < endpoints; i++) ids.push((await addEndpoint(world.url, key, `${receiver.url}/${i}`)).id);
  const { event } = await tellOfStudy(world);
  for (const id of ids) {
    const { attempts } = await calls.delivery(id, event, ({ status }) => status === 'delivered');
    expect(attempts).toHaveLength(1);
  }
  expect(await objects('taken')).toBeGreaterThan(0);

  // What is queued anew after a loss is looked up first.
  await world.restart({ wipe: true });
  await world.queues.add('event.publish', { tenant, event });
  const { event: later } = await tellOfStudy(world);
  for (const id of ids) await calls.delivery(id, later, ({ status }) => status === 'delivered');
  expect(receiver.received).toHaveLength(2 * endpoints);

  const [again = '', ...others] = ids;
  await calls.ask('POST', `/${again}/deliveries/${event}/redeliver`);
  const { attempts } = await calls.delivery(again, event, (found) => found.attempts.length === 2);
  expect(attempts.map(({ status }) => status)).toEqual([204, 204]);
  expect(receiver.received.at(-1)).toMatchObject({ id: event, path: '/hook/0' });
  expect((await calls.log(again)).map((found) => found.event)).toEqual([later, event]);
  for (const id of others)
    expect(await calls.ask('GET', `/${id}/deliveries/${event}`)).toMatchObject({ attempts: [{}] });
  receiver.stop();
});
