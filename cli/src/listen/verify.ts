import { createPublicKey, type KeyObject, verify as verifyBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export interface Verdict {
  readonly verified: boolean;
  /** `v1` by a shared secret, `v1a` by a public key. */
  readonly by?: 'v1' | 'v1a';
  /** Why not. */
  readonly reason?: string;
}

type Headers = Readonly<Record<string, string>>;

const publicKeyPrefix = 'whpk_';
const toleranceMs = 5 * 60_000;

/** Checks a delivery by the Standard Webhooks rules. @param keys `whsec_…` secrets and `whpk_…` public keys; one that fits is enough */
export function verifyDelivery(keys: readonly string[], body: string, headers: Headers): Verdict {
  if (keys.length === 0) return { verified: false, reason: 'no secret was given' };
  const verdicts = keys.map((key) =>
    key.startsWith(publicKeyPrefix) ? byPublicKey(key, body, headers) : bySecret(key, body, headers),
  );
  return verdicts.find(({ verified }) => verified) ?? (verdicts[0] as Verdict);
}

function bySecret(secret: string, body: string, headers: Headers): Verdict {
  try {
    new Webhook(secret).verify(body, headers);
    return { verified: true, by: 'v1' };
  } catch (error) {
    return { verified: false, reason: (error as Error).message };
  }
}

function byPublicKey(key: string, body: string, headers: Headers): Verdict {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers;
  if (Math.abs(Date.now() - Number(timestamp) * 1_000) > toleranceMs || !Number(timestamp)) {
    return { verified: false, reason: 'the timestamp is missing or more than five minutes off' };
  }
  const publicKey = readPublicKey(key);
  if (!publicKey) return { verified: false, reason: 'the public key is not one of Ed25519' };
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  const fits = signatures
    .split(' ')
    .filter((one) => one.startsWith('v1a,'))
    .some((one) => verifyBytes(null, signed, publicKey, Buffer.from(one.slice(4), 'base64')));
  return fits ? { verified: true, by: 'v1a' } : { verified: false, reason: 'no v1a signature fits the public key' };
}

function readPublicKey(key: string): KeyObject | undefined {
  const bytes = Buffer.from(key.slice(publicKeyPrefix.length), 'base64');
  if (bytes.length !== 32) return undefined;
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' });
}
