import { sha256 } from '@wetread/contracts';

/** Where accounts are in object storage. */

const root = 'accounts/';

/** The hash is looked up instead of a key compared, so that no timing tells how much of a guess was right. */
export const keysPrefix = `${root}keys/`;
export const keyPath = (key: string) => keyPathOfHash(sha256(key));
export const keyPathOfHash = (hash: string) => `${keysPrefix}${hash}.json`;

export const tenantsPrefix = `${root}tenants/`;
const tenantFolder = (tenant: string) => `${tenantsPrefix}${tenant}/`;
export const tenantPath = (tenant: string) => `${tenantFolder(tenant)}tenant.json`;

/** Sealed; what de-identification makes its pseudonyms from. */
export const tenantSecretPath = (tenant: string) => `${tenantFolder(tenant)}identity.json`;

/** A tenant's keys by id, empty of content: the name holds the hash under which the record is. */
export const keyNotesPrefix = (tenant: string) => `${tenantFolder(tenant)}keys/`;
export const keyNotePath = (tenant: string, id: string, hash: string) => `${keyNotesPrefix(tenant)}${id}.${hash}`;
export const hashOfNote = (path: string) => path.slice(path.lastIndexOf('.') + 1);
