import type { SealedSecret, SecretBox, TenantSecrets } from '@wetread/accounts';
import type { StudyRef } from '@wetread/studies';
import { z } from 'zod';
import { identityBox } from './identity-box.ts';
import type { IdentityStore } from './identity-store.ts';
import { Pseudonyms } from './pseudonyms.ts';

/** How a hospital's list names a study: Study Instance UID, accession number or both. */
const names = z.object({ study: z.string().optional(), accession: z.string().optional() });
export type Names = z.infer<typeof names>;

/** What stands for the names, and the names themselves, sealed: a list may hold either, and its studies may yet have to come. */
export interface HiddenNames extends Names {
  readonly sealed: SealedSecret;
}

/** Keeps the names of one list of one tenant so that nobody learns them from storage. */
export class KeptNames {
  readonly #pseudonyms: Pseudonyms;
  readonly #box: SecretBox;
  readonly #list: string;

  /** @param list its id, to which what is sealed is bound */
  constructor(secret: Buffer, list: string) {
    this.#pseudonyms = new Pseudonyms(secret);
    this.#box = identityBox(secret);
    this.#list = list;
  }

  hide({ study, accession }: Names): HiddenNames {
    const said = { ...(study !== undefined && { study }), ...(accession !== undefined && { accession }) };
    return {
      ...(study !== undefined && { study: this.#pseudonyms.uid(study) }),
      ...(accession !== undefined && { accession: this.#pseudonyms.accession(accession) }),
      sealed: this.#box.seal(JSON.stringify(said), this.#list),
    };
  }

  /** As the list says them. @throws WetreadError record_invalid */
  open(sealed: SealedSecret): Names {
    return names.parse(JSON.parse(this.#box.open(sealed, this.#list)));
  }
}

/** Between a tenant's own names for its studies and what stands for them. */
export class OriginalNames {
  readonly #secrets: Pick<TenantSecrets, 'find'>;
  readonly #identities: Pick<IdentityStore, 'list'>;

  constructor(secrets: Pick<TenantSecrets, 'find'>, identities: Pick<IdentityStore, 'list'>) {
    this.#secrets = secrets;
    this.#identities = identities;
  }

  /** @returns undefined where the tenant never had anything de-identified. @throws WetreadError identity_unavailable, storage_unavailable */
  async ofList(tenant: string, list: string): Promise<KeptNames | undefined> {
    const secret = await this.#secrets.find(tenant);
    return secret && new KeptNames(secret, list);
  }

  /** What its files called a study; empty where it was never de-identified. @throws as `ofList`, record_invalid */
  async ofStudy(ref: StudyRef): Promise<Names> {
    const found: Names = {};
    for (const { original } of await this.#identities.list(ref)) {
      found.study ??= original.study;
      found.accession ??= original.accessionNumber;
    }
    return found;
  }
}
