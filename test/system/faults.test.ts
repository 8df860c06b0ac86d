import { setTimeout as sleep } from 'node:timers/promises';
import { pngFile, syntheticRadiograph } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endOf, startWholeStack, type WholeStack } from './whole-stack.ts';

let whole: WholeStack;
beforeAll(async () => {
  whole = await startWholeStack();
});
afterAll(() => whole.stop());

const studies = 24;

/** Sends studies one after another, as a night does; a refused one that says it may be sent again is. */
async function sendMany(): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < studies; i++) {
    const image = await pngFile(syntheticRadiograph({ width: 200, height: 180, seed: i, bits: 8 }));
    ids.push(await sendUntilTaken(image, `study-${Math.random()}`));
  }
  return ids;
}

async function sendUntilTaken(bytes: Buffer, idempotencyKey: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const form = new FormData();
    form.append('files', new Blob([new Uint8Array(bytes)]), 'chest.png');
    const answer = await whole.stack
      .fetch('/v1/studies', { method: 'POST', body: form, headers: { 'idempotency-key': idempotencyKey } })
      .then(async (response) => ({
        status: response.status,
        body: (await response.json()) as { studies?: { id: string }[] },
      }))
      .catch(() => undefined);
    const id = answer?.body.studies?.[0]?.id;
    if (answer?.status === 202 && id !== undefined) return id;
    await sleep(100);
  }
  throw new Error('the study was not taken');
}

/** What must hold whatever dies: one result a study, and an end event of one id, verified, at least once. */
async function expectNothingLost(ids: readonly string[]): Promise<void> {
  for (const id of ids) await endOf(whole.receiver, id, 180_000);
  for (const id of ids) {
    expect(await whole.resultsOf(id)).toHaveLength(1);
    const ends = whole.receiver.received.filter(
      (event) => event.type === 'study.summarized' && event.data.study === id,
    );
    expect(new Set(ends.map((event) => event.id)).size).toBe(1);
    expect(ends.every((event) => event.verified)).toBe(true);
  }
}

describe('nothing is lost and nothing done twice', () => {
  it.each(['encoder', 'llm', 'gateway', 'ingest'] as const)('when the %s is killed in mid-run', async (name) => {
    const sending = sendMany();
    await sleep(1_200);
    await whole.stack.services[name].kill();
    await sleep(500);
    await whole.stack.startService(name);
    await expectNothingLost(await sending);
  });

  it('when Redis is restarted in mid-run', async () => {
    const sending = sendMany();
    await sleep(1_200);
    await whole.stack.redis?.kill();
    await sleep(1_000);
    await whole.stack.startRedis();
    await expectNothingLost(await sending);
  });

  it('when Redis loses everything in mid-run (I1)', async () => {
    const { Redis } = await import('ioredis');
    const sending = sendMany();
    await sleep(1_200);
    const redis = new Redis(whole.stack.redisUrl);
    await redis.flushall();
    redis.disconnect();
    await expectNothingLost(await sending);
  });
});
