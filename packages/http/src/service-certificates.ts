import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type ServiceTlsSettings, serviceTlsFiles, tlsRefreshMs } from '@wetread/config';
import { WetreadError } from '@wetread/contracts';
import type { Logger } from '@wetread/telemetry';

/** Names of files in PEM form. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  /** Of those by whom others are known; where it is not given, nobody has to show a certificate. */
  readonly authorities?: string | undefined;
}

/** PEM, as Node's TLS takes it. */
export interface ServiceIdentity {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
}

/** BCP 195. */
export const oldestTls = 'TLSv1.2';

/** What this service shows to others and knows them by, read anew when its files change. */
export class ServiceCertificates {
  readonly #files: CertificateFiles;
  readonly #logger: Logger;
  readonly #users: ((identity: ServiceIdentity) => void)[] = [];
  readonly #timer: NodeJS.Timeout;
  #identity: ServiceIdentity;

  private constructor(files: CertificateFiles, logger: Logger, refreshMs: number) {
    this.#files = files;
    this.#logger = logger;
    this.#identity = identityOf(files);
    this.#timer = setInterval(() => this.#look(), refreshMs).unref();
  }

  /** @returns undefined where no files are named. @throws WetreadError config_invalid, where one is missing or unusable */
  static open(settings: ServiceTlsSettings, logger: Logger, refreshMs = tlsRefreshMs): ServiceCertificates | undefined {
    const files = serviceTlsFiles(settings);
    return files && ServiceCertificates.watch(files, 'GRPC_TLS_*', logger, refreshMs);
  }

  /** @param variables that name the files, for the error. @throws WetreadError config_invalid, where one is missing or unusable */
  static watch(
    files: CertificateFiles,
    variables: string,
    logger: Logger,
    refreshMs = tlsRefreshMs,
  ): ServiceCertificates {
    try {
      return new ServiceCertificates(files, logger, refreshMs);
    } catch (cause) {
      const { message } = cause as Error;
      throw new WetreadError('config_invalid', `${variables}: the key or a certificate is unusable: ${message}`, {
        cause,
      });
    }
  }

  get identity(): ServiceIdentity {
    return this.#identity;
  }

  /** Calls `use` with what the service shows now, and again with each that takes its place. */
  follow(use: (identity: ServiceIdentity) => void): void {
    this.#users.push(use);
    use(this.#identity);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    try {
      const found = identityOf(this.#files);
      if (same(found, this.#identity)) return;
      this.#identity = found;
      for (const use of this.#users) use(found);
      this.#logger.info('took up new certificates');
    } catch (err) {
      // Perhaps one file is written and the next is not yet: what is shown stays, until the next look.
      this.#logger.warn({ err }, 'could not read the certificates anew');
    }
  }
}

/** @throws Error of Node, where a file cannot be read or they do not belong together */
function identityOf({ certificate, key, authorities }: CertificateFiles): ServiceIdentity {
  const ca = authorities === undefined ? undefined : readFileSync(authorities);
  const identity = { cert: readFileSync(certificate), key: readFileSync(key), ...(ca && { ca }) };
  createSecureContext(identity);
  return identity;
}

const same = (a: ServiceIdentity, b: ServiceIdentity): boolean =>
  a.cert.equals(b.cert) &&
  a.key.equals(b.key) &&
  (a.ca === b.ca || (b.ca !== undefined && a.ca?.equals(b.ca) === true));
