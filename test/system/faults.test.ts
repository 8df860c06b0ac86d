import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectNothingLost, sendUntilTaken } from './nothing-lost.ts';
import { startWholeStack, type WholeStack } from './whole-stack.ts';

let whole: WholeStack;
beforeAll(async () => {
  whole = await startWholeStack();
});
afterAll(() => whole.stop());

const studies = 24;

/** Sends studies one after another, as a night does. */
async function sendMany(): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < studies; i++) ids.push((await sendUntilTaken(whole.stack, i)).study);
  return ids;
}

describe('nothing is lost and nothing done twice', () => {
  it.each(['encoder', 'llm', 'gateway', 'ingest'] as const)('when the %s is killed in mid-run', async (name) => {
    const sending = sendMany();
    await sleep(1_200);
    await whole.stack.services[name].kill();
    await sleep(500);
    await whole.stack.startService(name);
    await expectNothingLost(whole, await sending);
  });

  it('when Redis is restarted in mid-run', async () => {
    const sending = sendMany();
    await sleep(1_200);
    await whole.stack.redis?.kill();
    await sleep(1_000);
    await whole.stack.startRedis();
    await expectNothingLost(whole, await sending);
  });

  it('when Redis loses everything in mid-run (I1)', async () => {
    const { Redis } = await import('ioredis');
    const sending = sendMany();
    await sleep(1_200);
    const redis = new Redis(whole.stack.redisUrl);
    await redis.flushall();
    redis.disconnect();
    await expectNothingLost(whole, await sending);
  });
});
