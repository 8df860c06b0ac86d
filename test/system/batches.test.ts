import { setTimeout as sleep } from 'node:timers/promises';
import { getStudy, upload } from '@wetread/stack';
import { pngFile, syntheticRadiograph, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeStack, type WholeStack } from './whole-stack.ts';

let whole: WholeStack;
beforeAll(async () => {
  whole = await startWholeStack({
    gateway: { BATCH_TICK_MS: '200', BATCH_SWEEP_MS: '2000' },
    // One answer after another, and many under way: whatever is cancelled, some wait and one is being decoded.
    llm: { MAX_BATCH: '1', DECODER_WORKERS: '1', CONCURRENCY: '16' },
  });
});
afterAll(() => whole.stop());

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
type Answer = any;
const batch = async (id: string): Promise<Answer> => (await whole.stack.fetch(`/v1/batches/${id}`)).json();
const post = async (path: string, body: unknown): Promise<Answer> => {
  const headers = { 'content-type': 'application/json' };
  return (await whole.stack.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
};
const lines = async (path: string): Promise<Answer[]> =>
  (await (await whole.stack.fetch(path)).text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const inState = (id: string, status: string, timeoutMs = 120_000): Promise<Answer> =>
  waitFor(async () => (await batch(id)).status === status && batch(id), { timeoutMs, what: `batch ${id} ${status}` });

async function sendMany(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const image = await pngFile(syntheticRadiograph({ width: 200, height: 180, seed: i, bits: 8 }));
    const { answer } = await upload(whole.stack, [{ name: 'a.png', bytes: image }]);
    ids.push(answer.studies[0]?.id as string);
  }
  for (const id of ids)
    await expect.poll(async () => (await getStudy(whole.stack, id)).status, { timeout: 30_000 }).not.toBe('received');
  return ids;
}

describe('a batch of the whole system', () => {
  it('is read to the end, with a webhook of its own', async () => {
    const studies = await sendMany(6);
    const { id } = await post('/v1/batches', { studies, due_at: new Date(Date.now() + 600_000).toISOString() });
    const ended = await inState(id, 'completed');
    expect(ended.request_counts).toEqual({ total: 6, completed: 6, failed: 0 });
    expect(await lines(ended.output_file)).toHaveLength(6);
    await waitFor(() => whole.receiver.events('batch.completed').some(({ data }) => data.batch === id));
  });

  it('stops within seconds when it is cancelled: what is decoded too, and what is read is kept', async () => {
    await whole.stack.services.llm.stop();
    const studies = await sendMany(40);
    const { id } = await post('/v1/batches', { studies });
    await inState(id, 'in_progress');
    await whole.stack.startService('llm');
    await waitFor(async () => (await batch(id)).request_counts.completed > 0, { timeoutMs: 60_000 });
    await post(`/v1/batches/${id}/cancel`, {});
    const ended = await inState(id, 'cancelled', 30_000);
    const { total, completed, failed } = ended.request_counts;
    expect([total, completed + failed]).toEqual([40, 40]);
    expect(failed).toBeGreaterThan(0);
    expect(await lines(ended.output_file)).toHaveLength(completed);
    expect((await lines(ended.error_file)).every(({ error }) => error.code === 'batch_cancelled')).toBe(true);
    await waitFor(() => whole.stack.services.llm.logTail(100_000).includes('reading stopped by order'));

    // Nothing is read any more.
    const count = async () => (await Promise.all(studies.map((study) => whole.resultsOf(study)))).flat().length;
    const then = await count();
    await sleep(3_000);
    expect(await count()).toBe(then);
    expect(then).toBeLessThan(40);
    await waitFor(() => whole.receiver.events('batch.cancelled').some(({ data }) => data.batch === id));

    const again = await post('/v1/batches', { studies });
    expect((await inState(again.id, 'completed')).request_counts).toEqual({ total: 40, completed: 40, failed: 0 });
  });
});
