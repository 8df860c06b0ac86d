import { type ChannelCredentials, credentials, experimental, ServerCredentials } from '@grpc/grpc-js';
import { type ServiceTlsSettings, serviceTlsFiles, tlsRefreshMs } from '@wetread/config';

export { type ServiceTlsSettings as GrpcTlsSettings, serviceTlsConfig as grpcTlsConfig } from '@wetread/config';

/**
 * For servers: TLS that asks for a certificate, where files are given.
 *
 * @throws WetreadError config_invalid, naming the variable or the file that is missing
 */
export function serverCredentials(settings: ServiceTlsSettings, refreshMs = tlsRefreshMs): ServerCredentials {
  const provider = certificates(settings, refreshMs);
  if (!provider) return ServerCredentials.createInsecure();
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}

/** For clients: TLS that shows a certificate, where files are given. @throws WetreadError config_invalid */
export function channelCredentials(settings: ServiceTlsSettings, refreshMs = tlsRefreshMs): ChannelCredentials {
  const provider = certificates(settings, refreshMs);
  if (!provider) return credentials.createInsecure();
  return experimental.createCertificateProviderChannelCredentials(provider, provider);
}

function certificates(settings: ServiceTlsSettings, refreshIntervalMs: number) {
  const files = serviceTlsFiles(settings);
  if (!files) return undefined;
  return new experimental.FileWatcherCertificateProvider({
    certificateFile: files.certificate,
    privateKeyFile: files.key,
    caCertificateFile: files.authorities,
    refreshIntervalMs,
  });
}
