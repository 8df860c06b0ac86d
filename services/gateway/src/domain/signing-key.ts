import {
  createHmac,
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { z } from 'zod';
import { sealedSecret } from './sealed-secret.ts';

/** What signs an endpoint's webhooks: `v1` is HMAC-SHA256 with a shared secret, `v1a` Ed25519 with a key pair of ours. */
export const signatureKinds = ['v1', 'v1a'] as const;
export type SignatureKind = (typeof signatureKinds)[number];

export const signingKey = z.object({
  kind: z.enum(signatureKinds),
  /** `whsec_…`, or `whsk_…` which never leaves the gateway. */
  secret: sealedSecret,
  /** Of `v1a`: `whpk_…`. */
  publicKey: z.string().optional(),
  createdAt: z.iso.datetime(),
  /** Another has taken its place, and both sign until then. */
  expiresAt: z.iso.datetime().optional(),
});
export type SigningKey = z.infer<typeof signingKey>;

export interface NewKey {
  readonly kind: SignatureKind;
  readonly secret: string;
  readonly publicKey?: string;
}

export function makeKey(kind: SignatureKind): NewKey {
  // Standard Webhooks: 24 to 64 random bytes, in base64.
  if (kind === 'v1') return { kind, secret: `whsec_${randomBytes(32).toString('base64')}` };
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [seed, point] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')];
  return {
    kind,
    secret: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
    publicKey: `whpk_${point.toString('base64')}`,
  };
}

export const isLive = ({ expiresAt }: SigningKey, now = Date.now()): boolean =>
  expiresAt === undefined || Date.parse(expiresAt) > now;

/**
 * One signature of the `webhook-signature` header, made here since the library hashes in JavaScript, which takes three
 * times as long; receivers verify with it. @param secret `whsec_…` or `whsk_…`
 */
export function signatureOf(secret: string, id: string, at: Date, body: string): string {
  const content = `${id}.${Math.floor(at.getTime() / 1_000)}.${body}`;
  const key = keyOf(secret);
  if (key.type === 'secret') return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  return `v1a,${sign(null, Buffer.from(content), key).toString('base64')}`;
}

/** Those that signed last: to make a key costs more than to sign with it. */
const keys = new Map<string, KeyObject>();
const mostKeys = 1_000;

function keyOf(secret: string): KeyObject {
  const known = keys.get(secret);
  if (known) return known;
  const made = secret.startsWith('whsk_') ? privateKeyOf(secret) : sharedKeyOf(secret);
  if (keys.size >= mostKeys) keys.clear();
  keys.set(secret, made);
  return made;
}

const sharedKeyOf = (secret: string): KeyObject =>
  createSecretKey(Buffer.from(secret.slice('whsec_'.length), 'base64'));

function privateKeyOf(secret: string): KeyObject {
  const bytes = Buffer.from(secret.slice('whsk_'.length), 'base64');
  const [d, x] = [bytes.subarray(0, 32), bytes.subarray(32)].map((part) => part.toString('base64url'));
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x } as never, format: 'jwk' });
}
