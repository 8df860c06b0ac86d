import { upload } from '@wetread/stack';
import { pngFile, syntheticRadiograph } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endOf, startWholeStack, type WholeStack } from './whole-stack.ts';

let whole: WholeStack;
beforeAll(async () => {
  whole = await startWholeStack({ ingest: { MAX_PENDING_STUDIES: '5' } });
});
afterAll(() => whole.stop());

it('a full queue is 503 with Retry-After, and what was taken is finished (I6)', async () => {
  const bytes = await pngFile(syntheticRadiograph({ width: 200, height: 200, seed: 1, bits: 8 }));
  await whole.stack.services.llm.stop();
  const taken: string[] = [];
  let refused: Response | undefined;
  for (let i = 0; i < 40 && !refused; i++) {
    const form = new FormData();
    form.append('files', new Blob([new Uint8Array(bytes)]), 'chest.png');
    const response = await whole.stack.fetch('/v1/studies', { method: 'POST', body: form });
    if (response.status === 202)
      taken.push(((await response.json()) as { studies: { id: string }[] }).studies[0]?.id as string);
    else refused = response;
  }
  expect(refused?.status).toBe(503);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused?.json()).toMatchObject({ code: 'overloaded', retryable: true });
  await whole.stack.startService('llm');
  for (const id of taken) await endOf(whole.receiver, id);
  const { status } = await upload(whole.stack, [{ name: 'chest.png', bytes }]);
  expect(status).toBe(202);
});
