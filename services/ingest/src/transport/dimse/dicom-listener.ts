import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WetreadError } from '@wetread/contracts';
import { associationsOpen } from '../../metrics.ts';
import { DicomAssociation } from './association.ts';
import type { StoreParts } from './store-instance.ts';

export interface DicomListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly aeTitle: string;
  readonly maxAssociations: number;
}

/** Connections beyond the associations, so that a sender over the limit is told so. */
const SPARE_CONNECTIONS = 16;
const DRAIN_MS = 10_000;

/** The DICOM service class provider of Verification and Storage, PS3.4 annexes A and B. */
export class DicomListener {
  readonly #server: Server;
  readonly #options: DicomListenerOptions;
  readonly #parts: StoreParts;
  readonly #open = new Map<Socket, DicomAssociation>();
  #entered = 0;

  private constructor(options: DicomListenerOptions, parts: StoreParts) {
    this.#options = options;
    this.#parts = parts;
    this.#server = createServer((socket) => this.#connect(socket));
    this.#server.maxConnections = options.maxAssociations + SPARE_CONNECTIONS;
  }

  /** @throws WetreadError config_invalid, where the port is taken */
  static async start(options: DicomListenerOptions, parts: StoreParts): Promise<DicomListener> {
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
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    const associations = [...this.#open.values()];
    for (const association of associations) association.drain();
    await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })]);
    for (const socket of this.#open.keys()) socket.destroy();
    await closed;
    await Promise.all(associations.map((association) => association.settled()));
  }

  #connect(socket: Socket): void {
    const { maxAssociations, aeTitle } = this.#options;
    const association = new DicomAssociation(socket, {
      ...this.#parts,
      aeTitle,
      enter: () => {
        if (this.#entered >= maxAssociations) return false;
        associationsOpen.set(++this.#entered);
        return true;
      },
      leave: () => associationsOpen.set(--this.#entered),
    });
    this.#open.set(socket, association);
    socket.once('close', () => this.#open.delete(socket));
  }
}
