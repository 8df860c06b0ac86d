import { hkdfSync } from 'node:crypto';
import { SecretBox } from '@wetread/accounts';

/** Seals identities under a tenant's secret. A key of its own: what seals is not what hashes. */
export const identityBox = (secret: Buffer): SecretBox =>
  new SecretBox(Buffer.from(hkdfSync('sha256', secret, '', 'identity', 32)), 'the tenant’s secret');
