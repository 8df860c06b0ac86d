import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';

/** A secret under AES-256-GCM; each part is base64. */
export const sealedSecret = z.object({ nonce: z.string(), text: z.string(), tag: z.string() });
export type SealedSecret = z.infer<typeof sealedSecret>;

/** Keeps what must be used again in clear, such as signing secrets, readable only with the configured key. */
export class SecretBox {
  readonly #key: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** @param owner is bound to the text: a sealed secret that was moved to another owner does not open */
  seal(secret: string, owner: string): SealedSecret {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(owner));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return { nonce: base64(nonce), text: base64(text), tag: base64(cipher.getAuthTag()) };
  }

  /** @throws WetreadError record_invalid */
  open(sealed: SealedSecret, owner: string): string {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes(sealed.nonce), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes(sealed.tag));
      return Buffer.concat([decipher.update(bytes(sealed.text)), decipher.final()]).toString('utf8');
    } catch (cause) {
      const message = `The secret of ${owner} does not open with WEBHOOK_SECRET_KEY; give the key that it was made with.`;
      throw new WetreadError('record_invalid', message, { cause });
    }
  }
}

const base64 = (part: Buffer): string => part.toString('base64');
const bytes = (part: string): Buffer => Buffer.from(part, 'base64');
