import { readFileSync } from 'node:fs';
import { type ChannelCredentials, credentials, experimental, ServerCredentials } from '@grpc/grpc-js';
import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';

const file = () => z.string().min(1).optional();

/** Settings of gRPC between services; spread them into the service's schema. All three are given, or none. */
export const grpcTlsConfig = {
  GRPC_TLS_CERT: file().describe(
    'file of the certificate of this service and those that it is signed by, PEM; with the other two, gRPC between services is TLS and both sides show theirs',
  ),
  GRPC_TLS_KEY: file().describe('file of its private key, PEM'),
  GRPC_TLS_CA: file().describe('file of the authorities, PEM, that sign the services’ certificates and nothing else'),
};

export type GrpcTlsSettings = { readonly [Name in keyof typeof grpcTlsConfig]?: string | undefined };

/** Certificates are short-lived, and written anew beside a process that goes on. */
const REFRESH_MS = 60_000;

/**
 * For servers: TLS that asks for a certificate, where files are given.
 *
 * @throws WetreadError config_invalid, naming the variable or the file that is missing
 */
export function serverCredentials(settings: GrpcTlsSettings, refreshMs = REFRESH_MS): ServerCredentials {
  const provider = certificates(settings, refreshMs);
  if (!provider) return ServerCredentials.createInsecure();
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}

/** For clients: TLS that shows a certificate, where files are given. @throws WetreadError config_invalid */
export function channelCredentials(settings: GrpcTlsSettings, refreshMs = REFRESH_MS): ChannelCredentials {
  const provider = certificates(settings, refreshMs);
  if (!provider) return credentials.createInsecure();
  return experimental.createCertificateProviderChannelCredentials(provider, provider);
}

function certificates(settings: GrpcTlsSettings, refreshIntervalMs: number) {
  const names = Object.keys(grpcTlsConfig) as (keyof GrpcTlsSettings)[];
  const missing = names.filter((name) => !settings[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0)
    throw invalid(`${names.join(', ')} belong together; ${missing.join(' and ')} must be set too.`);
  for (const name of names) mustBeReadable(name, settings[name] as string);
  return new experimental.FileWatcherCertificateProvider({
    certificateFile: settings.GRPC_TLS_CERT,
    privateKeyFile: settings.GRPC_TLS_KEY,
    caCertificateFile: settings.GRPC_TLS_CA,
    refreshIntervalMs,
  });
}

/** What watches the files says nothing of one that it cannot read, and would let each call fail. */
function mustBeReadable(name: string, path: string): void {
  try {
    readFileSync(path);
  } catch (cause) {
    throw invalid(`${name}: ${path} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, cause);
  }
}

const invalid = (message: string, cause?: unknown): WetreadError =>
  new WetreadError('config_invalid', message, { cause });
