import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';
import type { SecretBox } from '../domain/sealed-secret.ts';
import { type PageStart, pageStart } from './search/search.ts';

const content = z.object({
  type: z.string(),
  pairs: z.array(z.tuple([z.string(), z.string()])),
  start: pageStart,
});

export interface PageToken {
  readonly type: string;
  readonly pairs: readonly (readonly [string, string])[];
  readonly start: PageStart;
}

/**
 * What a `next` link holds: the search and where it goes on. Sealed, for a search may name a patient, and links are
 * written into logs on their way.
 */
export class PageTokens {
  readonly #box: SecretBox;

  constructor(box: SecretBox) {
    this.#box = box;
  }

  make(tenant: string, token: PageToken): string {
    const { nonce, text, tag } = this.#box.seal(JSON.stringify(token), owner(tenant));
    return [nonce, text, tag].map((part) => Buffer.from(part, 'base64').toString('base64url')).join('.');
  }

  /** @throws WetreadError invalid_request */
  open(tenant: string, text: string): PageToken {
    try {
      const [nonce = '', sealed = '', tag = ''] = text.split('.');
      return content.parse(JSON.parse(this.#box.open({ nonce, text: sealed, tag }, owner(tenant))));
    } catch (cause) {
      throw new WetreadError('invalid_request', 'The page is not one that a search of this tenant gave.', { cause });
    }
  }
}

const owner = (tenant: string): string => `fhir page of ${tenant}`;
