import { openStorage, type S3Options } from '@wetread/storage';
import type { BundleSource } from './bundle-source.ts';
import { OciBundle } from './oci/artifact.ts';
import { credentialsFor } from './oci/credentials.ts';
import { isOci, parseReference } from './oci/reference.ts';
import { RegistryClient } from './oci/registry-client.ts';
import { StoredBundle } from './stored-bundle.ts';

export interface SourceOptions extends S3Options {
  readonly BUNDLE_STORAGE_URL: string;
  readonly BUNDLE_DIGEST: string;
  readonly BUNDLE_REGISTRY_CONFIG?: string | undefined;
  readonly BUNDLE_REGISTRY_PLAIN_HTTP: boolean;
}

const silenceMs = 30_000;

/** @throws WetreadError of the storage or the registry */
export async function openSource(options: SourceOptions): Promise<BundleSource> {
  const { BUNDLE_STORAGE_URL: url, BUNDLE_DIGEST: digest, BUNDLE_REGISTRY_CONFIG: config } = options;
  if (!isOci(url)) return new StoredBundle(await openStorage(url, options), digest);
  const reference = parseReference(url);
  const credentials = config === undefined ? undefined : await credentialsFor(reference.registry, config);
  const how = { credentials, plainHttp: options.BUNDLE_REGISTRY_PLAIN_HTTP, timeoutMs: silenceMs };
  return OciBundle.open(new RegistryClient(reference, how), reference);
}
