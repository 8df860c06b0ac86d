import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WetreadError } from '@wetread/contracts';
import type { ServiceCertificates } from '@wetread/http';
import { associationsOpen } from '../../metrics.ts';
import { DicomAssociation, type Patience } from './association.ts';
import type { CommitmentParts } from './commitment.ts';
import { CommitmentReporter } from './commitment-reporter.ts';
import type { DicomPeer, Peers } from './peers.ts';
import { createDicomServer } from './secure-server.ts';
import type { StoreParts } from './store-instance.ts';

export interface DicomListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** That senders may call. */
  readonly aeTitles: readonly string[];
  readonly peers: Peers;
  readonly maxAssociations: number;
  readonly patience: Patience;
  /** Instead of plain TCP. */
  readonly certificates: ServiceCertificates | undefined;
}

type ListenerParts = StoreParts & CommitmentParts;

/** Connections beyond the associations, so that a sender over the limit is told so. */
const SPARE_CONNECTIONS = 16;

/** The DICOM service class provider of Verification, Storage and Storage Commitment, PS3.4 annexes A, B and J. */
export class DicomListener {
  readonly #server: Server;
  readonly #options: DicomListenerOptions;
  readonly #parts: ListenerParts;
  readonly #reporter: CommitmentReporter;
  readonly #open = new Set<DicomAssociation>();
  /** With those whose TLS handshake is under way. */
  readonly #connections = new Set<Socket>();
  #entered = 0;
  readonly #enteredOf = new Map<string, number>();

  private constructor(options: DicomListenerOptions, parts: ListenerParts) {
    this.#reporter = new CommitmentReporter(options.aeTitles[0] ?? '', parts.logger);
    this.#options = options;
    this.#parts = parts;
    this.#server = createDicomServer(options.certificates, (socket) => this.#connect(socket));
    this.#server.on('connection', (socket: Socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    this.#server.maxConnections = options.maxAssociations + SPARE_CONNECTIONS;
  }

  /** @throws WetreadError config_invalid, where the port is taken */
  static async start(options: DicomListenerOptions, parts: ListenerParts): Promise<DicomListener> {
    const listener = new DicomListener(options, parts);
    const server = listener.#server;
    server.listen(options.port, options.host);
    await once(server, 'listening').catch((cause: Error) => {
      const advice = 'Set DICOM_PORT to a free one, or DICOM_LISTEN=false.';
      throw new WetreadError('config_invalid', `DICOM cannot listen: ${cause.message}. ${advice}`, { cause });
    });
    server.on('error', (err) => parts.logger.error({ err }, 'the DICOM listener failed'));
    return listener;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no more associations, lets the instances under way end, and cuts what does not end in time. */
  async close(timeoutMs: number): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    const associations = [...this.#open];
    for (const association of associations) association.drain();
    await Promise.race([closed, sleep(timeoutMs, undefined, { ref: false })]);
    for (const socket of this.#connections) socket.destroy();
    await closed;
    await Promise.all(associations.map((association) => association.settled()));
    await this.#reporter.close();
  }

  #connect(socket: Socket): void {
    const { aeTitles, peers, patience } = this.#options;
    const association = new DicomAssociation(socket, {
      ...this.#parts,
      patience,
      aeTitles,
      peers,
      reporter: this.#reporter,
      enter: (peer) => this.#enter(peer),
      leave: ({ ae_title }) => this.#count(ae_title, -1),
    });
    this.#open.add(association);
    socket.once('close', () => this.#open.delete(association));
  }

  #enter({ ae_title, max_associations = Number.POSITIVE_INFINITY }: DicomPeer): boolean {
    if (this.#entered >= this.#options.maxAssociations) return false;
    if ((this.#enteredOf.get(ae_title) ?? 0) >= max_associations) return false;
    this.#count(ae_title, 1);
    return true;
  }

  #count(aeTitle: string, by: number): void {
    this.#entered += by;
    associationsOpen.set(this.#entered);
    const own = (this.#enteredOf.get(aeTitle) ?? 0) + by;
    if (own > 0) this.#enteredOf.set(aeTitle, own);
    else this.#enteredOf.delete(aeTitle);
  }
}
