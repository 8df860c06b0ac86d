import { basicTextSr, datasetOf } from '@wetread/dicom/report';
import { OutgoingAssociation, type StoreAnswer } from '@wetread/dimse';
import type { AddressRules } from '../domain/address-rules.ts';
import type { DimseDestination } from '../domain/destination.ts';
import { guardedSocket, type SocketOptions } from '../webhooks/guarded-socket.ts';
import type { SummaryReport } from './summary-reports.ts';

export interface AssociationsOptions extends SocketOptions {
  /** How long one is kept after an object, for the next. */
  readonly lingerMs: number;
}

/** What a destination answered to a test. */
export interface EchoAnswer {
  readonly status: number;
  /** Whether it takes structured reports. */
  readonly accepts: boolean;
}

interface Line {
  /** Of those who wait, the last one. */
  last: Promise<unknown>;
  waiting: number;
  association: OutgoingAssociation | undefined;
  /** Where the association leads; a destination can be changed. */
  to: string;
  idle: NodeJS.Timeout | undefined;
}

/**
 * One association to each destination, kept for a moment after an object so that several go by one. Objects of one
 * destination take turns on it.
 */
export class Associations {
  readonly #rules: AddressRules;
  readonly #options: AssociationsOptions;
  readonly #lines = new Map<string, Line>();

  constructor(rules: AddressRules, options: AssociationsOptions) {
    this.#rules = rules;
    this.#options = options;
  }

  /** @throws AssociationError, WetreadError address_refused, and the errors of sockets */
  async store(destination: DimseDestination, { file, sopClass }: SummaryReport): Promise<StoreAnswer> {
    const line = this.#lines.get(destination.id) ?? newLine();
    this.#lines.set(destination.id, line);
    const turn = line.last
      .then(() => this.#take(line, destination))
      .then((association) => association.store(sopClass, datasetOf(file)));
    line.waiting++;
    line.last = turn
      .catch(() => undefined)
      .then(() => {
        line.waiting--;
        this.#linger(destination.id, line);
      });
    return turn;
  }

  /** C-ECHO by an association of its own. Throws as `store` does. */
  async echo(destination: DimseDestination): Promise<EchoAnswer> {
    const association = await this.#open(destination);
    try {
      return { status: await association.echo(), accepts: association.accepts(basicTextSr) };
    } finally {
      await association.release();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ last }) => last));
    await Promise.all([...this.#lines.keys()].map((id) => this.#release(id)));
  }

  async #take(line: Line, destination: DimseDestination): Promise<OutgoingAssociation> {
    clearTimeout(line.idle);
    const to = wayOf(destination);
    if (line.association?.isOpen && line.to === to) return line.association;
    await line.association?.release();
    line.to = to;
    line.association = await this.#open(destination);
    return line.association;
  }

  async #open({ host, port, tls, calledAeTitle, callingAeTitle, allowedRanges = [] }: DimseDestination) {
    const { timeoutMs } = this.#options;
    const socket = await guardedSocket(this.#rules.withPrivate(allowedRanges), { host, port, tls }, this.#options);
    const titles = { calling: callingAeTitle, called: calledAeTitle };
    return OutgoingAssociation.open(socket, { ...titles, sopClasses: [basicTextSr], timeoutMs });
  }

  #linger(id: string, line: Line): void {
    if (line.waiting > 0) return;
    if (!line.association?.isOpen) {
      this.#lines.delete(id);
      return;
    }
    line.idle = setTimeout(() => this.#release(id), this.#options.lingerMs);
    line.idle.unref();
  }

  async #release(id: string): Promise<void> {
    const line = this.#lines.get(id);
    this.#lines.delete(id);
    clearTimeout(line?.idle);
    await line?.association?.release();
  }
}

const newLine = (): Line => ({ last: Promise.resolve(), waiting: 0, association: undefined, to: '', idle: undefined });

const wayOf = ({ host, port, tls, calledAeTitle, callingAeTitle, allowedRanges }: DimseDestination): string =>
  JSON.stringify([host, port, tls, calledAeTitle, callingAeTitle, allowedRanges]);
