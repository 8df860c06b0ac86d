import { generateKeyPairSync, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verifyDelivery } from './verify.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const pair = generateKeyPairSync('ed25519');
const publicKey = `whpk_${Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`;
const body = '{"type":"study.summarized"}';

function headersOf(kind: 'v1' | 'v1a', at = new Date()): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1_000);
  const signature =
    kind === 'v1'
      ? new Webhook(secret).sign('evt_1', at, body)
      : `v1a,${sign(null, Buffer.from(`evt_1.${timestamp}.${body}`), pair.privateKey).toString('base64')}`;
  return { 'webhook-id': 'evt_1', 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
}

const stale = new Date(Date.now() - 6 * 60_000);
const otherSecret = `whsec_${Buffer.alloc(24, 8).toString('base64')}`;

describe.each([
  ['v1', secret],
  ['v1a', publicKey],
] as const)('a delivery signed by %s', (kind, key) => {
  it('is verified by its key, beside others', () => {
    expect(verifyDelivery([key], body, headersOf(kind))).toEqual({ verified: true, by: kind });
    expect(verifyDelivery([otherSecret, key], body, headersOf(kind))).toEqual({ verified: true, by: kind });
  });

  it('is not verified when changed, stale, unsigned, or signed by another', () => {
    const signed = headersOf(kind);
    expect(verifyDelivery([key], `${body} `, signed)).toMatchObject({ verified: false });
    expect(verifyDelivery([key], body, { ...signed, 'webhook-id': 'evt_2' })).toMatchObject({ verified: false });
    expect(verifyDelivery([key], body, headersOf(kind, stale))).toMatchObject({ verified: false });
    expect(verifyDelivery([key], body, {})).toMatchObject({ verified: false });
    expect(verifyDelivery([otherSecret], body, signed)).toMatchObject({ verified: false });
    expect(verifyDelivery([], body, signed)).toEqual({ verified: false, reason: 'no secret was given' });
  });
});

it('a key that is none is said to be none', () => {
  expect(verifyDelivery(['whpk_AAAA'], body, headersOf('v1a'))).toMatchObject({ verified: false });
});
