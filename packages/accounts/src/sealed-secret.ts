import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';

/** A secret under AES-256-GCM; each part is base64. */
export const sealedSecret = z.object({ nonce: z.string(), text: z.string(), tag: z.string() });
export type SealedSecret = z.infer<typeof sealedSecret>;

/** Keeps what must be used again in clear, such as signing secrets, readable only with the configured key. */
export class SecretBox {
  readonly #key: Buffer;
  readonly #variable: string;

  /** @param key 32 bytes. @param variable the setting that gives it, for the message where it is the wrong one */
  constructor(key: Buffer, variable = 'WEBHOOK_SECRET_KEY') {
    this.#key = key;
    this.#variable = variable;
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
      const message = `The secret of ${owner} does not open with ${this.#variable}; give the key that it was made with.`;
      throw new WetreadError('record_invalid', message, { cause });
    }
  }
}

/** A setting that holds a key of a {@link SecretBox}: 32 bytes in base64. */
export const secretKey = z
  .string({ error: 'not set; make one with `openssl rand -base64 32`' })
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === 32, 'not 32 bytes in base64');

const base64 = (part: Buffer): string => part.toString('base64');
const bytes = (part: string): Buffer => Buffer.from(part, 'base64');
