import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { oldestTls, type ServiceCertificates } from '@wetread/http';

const HANDSHAKE_MS = 30_000;

/**
 * The BCP 195 profile of PS3.15 B.9: TLS 1.2 or later. Who fails the handshake was no association, and is told by TLS. Where
 * authorities are named, one must have signed the sender's certificate; else a sender needs none.
 */
export function createDicomServer(
  certificates: ServiceCertificates | undefined,
  connect: (socket: Socket) => void,
): Server {
  if (!certificates) return createServer(connect);
  const { identity } = certificates;
  const asked = identity.ca && ({ requestCert: true, rejectUnauthorized: true } as const);
  const how = { minVersion: oldestTls, handshakeTimeout: HANDSHAKE_MS } as const;
  const server = createTlsServer({ ...identity, ...how, ...asked }, connect);
  certificates.follow((renewed) => server.setSecureContext({ ...renewed, minVersion: oldestTls }));
  return server.once('close', () => certificates.close());
}
