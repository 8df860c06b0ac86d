import { readFileSync } from 'node:fs';
import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';

const file = () => z.string().min(1).optional();

/** Settings of what services say to each other; spread them into the service's schema. All three are given, or none. */
export const serviceTlsConfig = {
  GRPC_TLS_CERT: file().describe(
    'file of the certificate of this service and those that it is signed by, PEM; with the other two, gRPC between services, and HTTP to ingest, is TLS and both sides show theirs',
  ),
  GRPC_TLS_KEY: file().describe('file of its private key, PEM'),
  GRPC_TLS_CA: file().describe('file of the authorities, PEM, that sign the services’ certificates and nothing else'),
};

export type ServiceTlsSettings = { readonly [Name in keyof typeof serviceTlsConfig]?: string | undefined };

/** Names of files in PEM form. */
export interface ServiceTlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authorities: string;
}

/** Certificates are short-lived, and written anew beside a process that goes on: how often the files are looked at. */
export const tlsRefreshMs = 60_000;

/** @returns undefined where none is named. @throws WetreadError config_invalid, naming the variable or the file that is missing */
export function serviceTlsFiles(settings: ServiceTlsSettings): ServiceTlsFiles | undefined {
  const names = Object.keys(serviceTlsConfig) as (keyof ServiceTlsSettings)[];
  const missing = names.filter((name) => !settings[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0)
    throw invalid(`${names.join(', ')} belong together; ${missing.join(' and ')} must be set too.`);
  for (const name of names) mustBeReadable(name, settings[name] as string);
  const { GRPC_TLS_CERT: certificate, GRPC_TLS_KEY: key, GRPC_TLS_CA: authorities } = settings;
  return { certificate, key, authorities } as ServiceTlsFiles;
}

/** What watches the files may say nothing of one that it cannot read, and would let each call fail. */
function mustBeReadable(name: string, path: string): void {
  try {
    readFileSync(path);
  } catch (cause) {
    throw invalid(`${name}: ${path} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, cause);
  }
}

const invalid = (message: string, cause?: unknown): WetreadError =>
  new WetreadError('config_invalid', message, { cause });
