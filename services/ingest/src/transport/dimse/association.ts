import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { WetreadError } from '@wetread/contracts';
import { GuardedScp, maxPduBytes } from '@wetread/dimse';
import dimse, { type association, type Dataset, type requests, type responses } from 'dcmjs-dimse';
import { answerCommitment, type CommitmentParts, reportRequest } from './commitment.ts';
import type { CommitmentReporter } from './commitment-reporter.ts';
import { InstanceBody } from './instance-body.ts';
import { negotiate } from './negotiate.ts';
import { PduReader } from './pdu-reader.ts';
import type { DicomPeer, Peers } from './peers.ts';
import { type Sender, type StoreAnswer, type StoreParts, storeInstance } from './store-instance.ts';

const { AbortReason, AbortSource, PresentationContextResult, RejectReason, RejectResult, RejectSource, Status } =
  dimse.constants;

/** Bytes of one data set that may wait for the disk before the socket does. */
const MAX_HELD_BYTES = 1024 * 1024;
/** Bytes that may come in without becoming part of a data set or an echo: more is no sender of ours. */
const MAX_IDLE_BYTES = 4 * 1024 * 1024;

/** How long a sender may be silent. */
export interface Patience {
  /** From connecting until it has asked for an association. */
  readonly requestMs: number;
  /** Between two PDUs. */
  readonly idleMs: number;
}

/** The library aborts an association that is silent; a connection that outlives that is cut. */
const timeoutsOf = ({ requestMs, idleMs }: Patience) => ({
  associationTimeout: requestMs,
  pduTimeout: idleMs,
  connectTimeout: Math.max(requestMs, idleMs) + 5_000,
});

/** What an association asks of its listener. */
export interface AssociationParts extends StoreParts, CommitmentParts {
  readonly aeTitles: readonly string[];
  readonly peers: Peers;
  readonly reporter: CommitmentReporter;
  readonly patience: Patience;
  /** Takes one of the places, where one is free. */
  enter(peer: DicomPeer): boolean;
  leave(peer: DicomPeer): void;
}

/** The socket as the library sees it: its data are whole PDUs. */
class LibraryLine extends EventEmitter {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    for (const event of ['connect', 'error', 'timeout', 'close']) {
      socket.on(event, (...told: unknown[]) => this.emit(event, ...told));
    }
  }

  write(bytes: Buffer): boolean {
    return this.#socket.write(bytes);
  }

  setTimeout(ms: number): void {
    this.#socket.setTimeout(ms);
  }
}

/** One connection of a sender: C-ECHO and C-STORE, one instance after the other. */
export class DicomAssociation extends GuardedScp {
  readonly #socket: Socket;
  readonly #parts: AssociationParts;
  readonly #answers = new Map<requests.CStoreRequest, Promise<StoreAnswer>>();
  readonly #commitments = new Set<Promise<void>>();
  /** The one that is coming in, and in which presentation context. */
  #body: InstanceBody | undefined;
  #context: number | undefined;
  #sender: Sender | undefined;
  /** Set as long as it has one of the places. */
  #peer: DicomPeer | undefined;
  #draining = false;
  #idleBytes = 0;

  constructor(socket: Socket, parts: AssociationParts) {
    const line = new LibraryLine(socket);
    super(line as unknown as Socket, timeoutsOf(parts.patience));
    this.#socket = socket;
    this.#parts = parts;
    const reader = new PduReader({
      whole: (pdu) => line.emit('data', pdu),
      incoming: () => (this.#body ? this.#context : undefined),
      part: (bytes, isEnd) => this.#takePart(bytes, isEnd),
    });
    // The library's own server sets these; its time-outs count from them.
    Object.assign(this, { connected: true, connectedTime: Date.now() });
    this.on('networkError', () => socket.destroy());
    socket.on('data', (chunk) => {
      reader.push(chunk);
      this.#count(chunk.length);
    });
    socket.once('close', () => this.#end());
  }

  /** Of the instances under way, whatever becomes of the connection. */
  async settled(): Promise<void> {
    await Promise.all([...this.#answers.values(), ...this.#commitments]);
  }

  /** Ends after the instance under way, or at once. */
  drain(): void {
    this.#draining = true;
    this.#endIfIdle();
  }

  override associationRequested(requested: association.Association): void {
    if (this.#peer) return this.#abort();
    const { remoteAddress } = this.#socket;
    const { aeTitles, peers } = this.#parts;
    if (!aeTitles.includes(requested.getCalledAeTitle().trim())) {
      return this.#reject(RejectResult.Permanent, RejectSource.ServiceUser, RejectReason.CalledAeNotRecognized);
    }
    const aeTitle = requested.getCallingAeTitle().trim();
    const peer = peers.find(aeTitle, remoteAddress);
    if (!peer) {
      return this.#reject(RejectResult.Permanent, RejectSource.ServiceUser, RejectReason.CallingAeNotRecognized);
    }
    if (this.#draining || !this.#parts.enter(peer)) {
      const { Transient } = RejectResult;
      return this.#reject(Transient, RejectSource.ServiceProviderPresentation, RejectReason.LocalLimitExceeded);
    }
    this.#peer = peer;
    this.#sender = { aeTitle, tenant: peer.tenant, ...(remoteAddress && { address: remoteAddress }) };
    const limit = requested.getMaxPduLength() || maxPduBytes;
    negotiate(requested);
    this.sendAssociationAccept();
    // From here on it is the limit of what we send.
    requested.setMaxPduLength(Math.min(limit, maxPduBytes));
  }

  override associationReleaseRequested(): void {
    this.sendAssociationReleaseResponse();
    this.#socket.end();
  }

  override abort(): void {
    this.#socket.destroy();
  }

  override cEchoRequest(request: requests.CEchoRequest, callback: (response: responses.CEchoResponse) => void): void {
    this.#idleBytes = 0;
    this.#forgetCommand();
    const response = dimse.responses.CEchoResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
  }

  /** The instance is being taken in while it comes. A throw here ends the association. */
  override createStoreWritableStream(
    context: association.PresentationContext,
    request: requests.CStoreRequest,
  ): Writable {
    const transferSyntax = context.getAcceptedTransferSyntaxUid();
    const sender = this.#sender;
    if (!sender || context.getResult() !== PresentationContextResult.Accept || !transferSyntax) {
      throw new WetreadError('invalid_request', 'The presentation context was not accepted.');
    }
    const body = new InstanceBody(() => {
      this.#idleBytes = 0;
      this.#regulate();
    });
    const announced = {
      sopClass: String(request.getAffectedSopClassUid()),
      sop: String(request.getAffectedSopInstanceUid()),
      transferSyntax,
    };
    this.#body = body;
    this.#context = context.getPresentationContextId();
    this.#answers.set(request, storeInstance(this.#parts, announced, body, sender));
    return body;
  }

  /** At once, for the library would mix up what comes meanwhile; nobody looks into the data set but intake. */
  override createDatasetFromStoreWritableStream(
    _body: Writable,
    _context: association.PresentationContext,
    callback: (dataset: Dataset) => void,
  ): void {
    callback(new dimse.Dataset({}));
  }

  override async cStoreRequest(
    request: requests.CStoreRequest,
    callback: (response: responses.CStoreResponse) => void,
  ): Promise<void> {
    this.#body = undefined;
    this.#regulate();
    const answer = await this.#answers.get(request);
    this.#answers.delete(request);
    const response = dimse.responses.CStoreResponse.fromRequest(request);
    response.setStatus(answer?.status ?? Status.ProcessingFailure);
    if (answer?.comment) response.setErrorComment(answer.comment);
    callback(response);
    this.#regulate();
    this.#endIfIdle();
  }

  /** Storage commitment, PS3.4 annex J. */
  override nActionRequest(
    request: requests.NActionRequest,
    callback: (response: responses.NActionResponse) => void,
  ): void {
    this.#idleBytes = 0;
    const answering = this.#commit(request, callback).finally(() => {
      this.#commitments.delete(answering);
      this.#regulate();
      this.#endIfIdle();
    });
    this.#commitments.add(answering);
    this.#regulate();
  }

  async #commit(
    request: requests.NActionRequest,
    callback: (response: responses.NActionResponse) => void,
  ): Promise<void> {
    const peer = this.#peer;
    if (!peer || !this.#sender) return this.#abort();
    const { reporter } = this.#parts;
    const commit: CommitmentParts['commit'] = async (tenant, references) => {
      if (peer.report_to) reporter.admit();
      return this.#parts.commit(tenant, references);
    };
    const { status, report } = await answerCommitment({ ...this.#parts, commit }, request, this.#sender);
    const response = dimse.responses.NActionResponse.fromRequest(request);
    response.setStatus(status);
    callback(response);
    if (!report) return;
    if (peer.report_to) return reporter.send(peer, report);
    const event = reportRequest(report);
    event.on('response', () => {
      this.#idleBytes = 0;
      this.#forgetCommand();
    });
    this.sendRequests(event);
  }

  /** The library would read the next command together with one that has no data set, and keep them all. */
  #forgetCommand(): void {
    Object.assign(this, { dimseStream: undefined });
  }

  /** As the library would, whose clock counts from the last whole PDU. */
  #takePart(bytes: Buffer, isEnd: boolean): void {
    this.#body?.write(bytes);
    if (isEnd) Object.assign(this, { lastPduTime: Date.now() });
  }

  #count(bytes: number): void {
    this.#idleBytes += bytes;
    if (this.#idleBytes > MAX_IDLE_BYTES) this.#abort();
    else this.#regulate();
  }

  /** The sender waits while the disk is behind, and while an instance is being stored (I6). */
  #regulate(): void {
    const storing = this.#answers.size > (this.#body ? 1 : 0) || this.#commitments.size > 0;
    const behind = (this.#body?.heldBytes ?? 0) > MAX_HELD_BYTES;
    if (storing || behind) this.#socket.pause();
    else this.#socket.resume();
  }

  #reject(result: number, source: number, reason: number): void {
    this.sendAssociationReject(result, source, reason);
    this.#socket.end();
  }

  #abort(): void {
    if (this.#peer) this.sendAbort(AbortSource.ServiceProvider, AbortReason.NotSpecified);
    this.#socket.end(() => this.#socket.destroy());
  }

  protected override failed(error: unknown): void {
    // What the sender wrote may stand in the message.
    const { name, code } = error as NodeJS.ErrnoException;
    this.#parts.logger.warn({ error: name, code }, 'an association was aborted, for it broke the protocol');
    this.#abort();
  }

  #endIfIdle(): void {
    if (this.#draining && this.#answers.size + this.#commitments.size === 0) this.#abort();
  }

  /** A data set that was cut in the middle leaves nothing: its reader is told, and removes what it had. */
  #end(): void {
    this.#body?.cut();
    if (this.#peer) this.#parts.leave(this.#peer);
    this.#peer = undefined;
  }
}
