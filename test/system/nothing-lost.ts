import { setTimeout as sleep } from 'node:timers/promises';
import type { PublicApi, WebhookReceiver } from '@wetread/stack';
import type { StudyStore } from '@wetread/studies';
import { pngFile, syntheticRadiograph } from '@wetread/testing';
import { expect } from 'vitest';
import { endOf, resultsOf } from './whole-stack.ts';

/** What a sender does who must not lose a study, and what must hold whatever happens on the way. */

export interface Sent {
  readonly study: string;
  /** Answers and broken connections that made the sender come again. */
  readonly again: string[];
}

interface Answer {
  readonly code?: string;
  readonly studies?: readonly { readonly id: string }[];
}

/** Sends as a night does; what is refused for now, or broke off, is sent again under the same idempotency key. */
export async function sendUntilTaken(api: PublicApi, seed: number): Promise<Sent> {
  const bytes = await pngFile(syntheticRadiograph({ width: 200, height: 180, seed, bits: 8 }));
  const headers = { 'idempotency-key': `study-${Math.random()}` };
  const again: string[] = [];
  for (let attempt = 0; attempt < 200; attempt++) {
    const body = new FormData();
    body.append('files', new Blob([new Uint8Array(bytes)]), 'chest.png');
    const answer = await api
      .fetch('/v1/studies', { method: 'POST', body, headers })
      .then(async (response) => ({ status: response.status, body: (await response.json()) as Answer }))
      .catch((error: Error) => ({ status: 0, body: { code: String(error.cause ?? error) } as Answer }));
    const study = answer.body.studies?.[0]?.id;
    if (answer.status === 202 && study !== undefined) return { study, again };
    again.push(`${answer.status} ${answer.body.code}`);
    await sleep(100);
  }
  throw new Error(`the study was not taken: ${again.slice(-3).join(', ')}`);
}

/** One result a study, and an end event of one id, verified, at least once. */
export async function expectNothingLost(
  { receiver, store }: { readonly receiver: WebhookReceiver; readonly store: StudyStore },
  studies: readonly string[],
): Promise<void> {
  for (const study of studies) await endOf(receiver, study, 180_000);
  for (const study of studies) {
    expect(await resultsOf(store, study)).toHaveLength(1);
    const ends = receiver.received.filter(({ type, data }) => type === 'study.summarized' && data.study === study);
    expect(new Set(ends.map(({ id }) => id)).size).toBe(1);
    expect(ends.every(({ verified }) => verified)).toBe(true);
  }
}
