import { makeEvent, type StoredEvent } from '@wetread/contracts';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { bodyOf, signedHeaders } from './message.ts';
import { makeKey } from './signing-key.ts';

const refusal = { instance: '1.2.3', code: 'truncated' as const, sentence: 'The file ends before its data does.' };
const refused = (count: number): StoredEvent =>
  makeEvent('north', 'study.refused', { study: '1.2', revision: 1, refusals: Array(count).fill(refusal) });
const dataOf = (body: string) => JSON.parse(body).data;

describe('a body', () => {
  it('is the event without tenant and id', () => {
    const event = refused(1);
    expect(JSON.parse(bodyOf(event))).toEqual({ type: event.type, timestamp: event.timestamp, data: event.data });
  });

  it.each([100, 5_000])('stays under 20 kB with %i refusals, and counts those left out', (count) => {
    const body = bodyOf(refused(count));
    const { refusals, refusalsOmitted = 0 } = dataOf(body);
    expect(Buffer.byteLength(body)).toBeLessThan(20_000);
    expect(refusals.length + refusalsOmitted).toBe(count);
    expect(Buffer.byteLength(JSON.stringify([...refusals, refusal]))).toBeGreaterThan(count > 200 ? 18_000 : 0);
  });

  it('is measured in bytes, not characters', () => {
    const summary = { text: 'é'.repeat(9_800), findings: '', impression: '', notice: '' };
    expect(dataOf(bodyOf(refused(0), summary))).toHaveProperty('summaryOmitted', 'too_large');
    const short = { ...summary, text: 'é'.repeat(9_000) };
    expect(dataOf(bodyOf(refused(0), short)).summary).toEqual(short);
  });
});

it('signatures of several secrets stand side by side, and any of them is enough', () => {
  const [one, two] = [makeKey('v1').secret, makeKey('v1').secret];
  const headers = signedHeaders('evt_1', '{}', [one, two], new Date());
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  for (const secret of [one, two]) expect(new Webhook(secret).verify('{}', headers)).toEqual({});
  expect(() => new Webhook(makeKey('v1').secret).verify('{}', headers)).toThrow();
});
