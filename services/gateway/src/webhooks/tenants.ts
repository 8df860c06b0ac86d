import type { ObjectStorage } from '@wetread/storage';
import { keys } from '@wetread/studies';

/** Every tenant that has anything in storage, without a walk through all of it. */
export async function* tenantsOf(storage: ObjectStorage): AsyncIterable<string> {
  let after = keys.tenantsPrefix;
  for (;;) {
    const tenant = await firstTenant(storage, after);
    if (tenant === undefined) return;
    yield tenant;
    // `~` sorts behind every key character.
    after = `${keys.tenantsPrefix}${tenant}/~`;
  }
}

async function firstTenant(storage: ObjectStorage, after: string): Promise<string | undefined> {
  for await (const { key } of storage.list(keys.tenantsPrefix, after)) return key.split('/')[1];
  return undefined;
}
