import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { WetreadError } from '@wetread/contracts';

/** Files in PEM form. */
export interface TlsFiles {
  readonly key: string;
  readonly certificate: string;
  /** Authorities, one of which must have signed the sender's certificate; else a sender needs none. */
  readonly clientAuthorities?: string;
}

const HANDSHAKE_MS = 30_000;

/**
 * The BCP 195 profile of PS3.15 B.9: TLS 1.2 or later. Who fails the handshake was no association, and is told by TLS.
 * @throws WetreadError config_invalid, where a file cannot be read or used
 */
export function createDicomServer(tls: TlsFiles | undefined, connect: (socket: Socket) => void): Server {
  if (!tls) return createServer(connect);
  try {
    const ca = tls.clientAuthorities === undefined ? undefined : readFileSync(tls.clientAuthorities);
    const options = {
      key: readFileSync(tls.key),
      cert: readFileSync(tls.certificate),
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_MS,
      ...(ca && { ca, requestCert: true, rejectUnauthorized: true }),
    } as const;
    return createTlsServer(options, connect);
  } catch (cause) {
    const { message } = cause as Error;
    throw new WetreadError('config_invalid', `DICOM_TLS_*: the key or a certificate is unusable: ${message}`, {
      cause,
    });
  }
}
