import { WetreadError } from '@wetread/contracts';

/** An artifact in a registry, by digest: what a tag names may change, and a model must not. */
export interface OciReference {
  /** Host, with its port where it has one. */
  readonly registry: string;
  readonly repository: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

export const isOci = (url: string): boolean => url.startsWith('oci://');

/** By the distribution specification's grammar. */
const shape =
  /^oci:\/\/(?<registry>[A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9A-Fa-f:]+\](?::\d{1,5})?)\/(?<repository>[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)@(?<digest>sha256:[0-9a-f]{64})$/;

/** @throws WetreadError config_invalid */
export function parseReference(url: string): OciReference {
  const { registry, repository, digest } = shape.exec(url)?.groups ?? {};
  if (registry && repository && digest) return { registry, repository, digest };
  throw new WetreadError(
    'config_invalid',
    `${url} is not oci://REGISTRY/REPOSITORY@sha256:DIGEST. A tag is not enough: \`oras push\` and \`oras resolve\` print the digest.`,
  );
}
