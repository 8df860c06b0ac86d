import type { Socket } from 'node:net';
import dimse, { type association, type requests, type responses } from 'dcmjs-dimse';
import { GuardedScp } from './guarded-scp.ts';
import './implementation.ts';

const { TransferSyntax, SopClass } = dimse.constants;

/** How an association failed, for a log that a person reads. */
export type AssociationFailure =
  | 'association_rejected'
  | 'association_aborted'
  | 'class_not_accepted'
  | 'connection_lost'
  | 'timeout';

export class AssociationError extends Error {
  readonly code: AssociationFailure;

  constructor(code: AssociationFailure, message: string) {
    super(message);
    this.name = 'AssociationError';
    this.code = code;
  }
}

export interface OutgoingOptions {
  readonly calling: string;
  readonly called: string;
  /** SOP classes that will be stored, beside which Verification is always asked for. */
  readonly sopClasses: readonly string[];
  /** For the association to be answered, and for each request. */
  readonly timeoutMs: number;
}

/** A C-STORE status, PS3.4 table B.2-1, and the Error Comment with it. */
export interface StoreAnswer {
  readonly status: number;
  readonly comment?: string;
}

/** The library counts from its own clock, which knows no pause between two objects; the time-outs here are ours. */
const never = 24 * 3_600_000;
const quiet = { connectTimeout: never, associationTimeout: never, pduTimeout: never };
/** As `writeFile` of @wetread/dicom. */
const datasetWriteOptions = { allowInvalidVRLength: true };

/** An association that we begin: one request after the other, until it is released. */
export class OutgoingAssociation extends GuardedScp {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  #failure: AssociationError | undefined;
  #isReleasing = false;
  /** Of what is being waited for. */
  #fail: ((error: AssociationError) => void) | undefined;
  #asked: association.Association | undefined;

  private constructor(socket: Socket, timeoutMs: number) {
    super(socket, { ...quiet, datasetWriteOptions });
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    // The library's own client sets these; the socket is connected already.
    Object.assign(this, { connected: true, connectedTime: Date.now() });
    this.on('networkError', () => this.#end('connection_lost', 'The connection failed.'));
    socket.once('close', () => this.#end('connection_lost', 'The connection was closed.'));
  }

  /**
   * @param socket connected, and after the handshake where it is of TLS; the association closes it
   * @throws AssociationError
   */
  static async open(socket: Socket, options: OutgoingOptions): Promise<OutgoingAssociation> {
    const made = new OutgoingAssociation(socket, options.timeoutMs);
    await made.#associate(options);
    return made;
  }

  get isOpen(): boolean {
    return this.#failure === undefined && !this.#isReleasing;
  }

  accepts(sopClass: string): boolean {
    const contexts = this.#asked?.getPresentationContexts() ?? [];
    const { Accept } = dimse.constants.PresentationContextResult;
    return contexts.some(
      ({ context }) => context.getAbstractSyntaxUid() === sopClass && context.getResult() === Accept,
    );
  }

  /** C-ECHO. @returns its status. @throws AssociationError */
  async echo(): Promise<number> {
    return (await this.#ask(SopClass.Verification, new dimse.requests.CEchoRequest())).getStatus();
  }

  /** C-STORE. @param dataset in explicit little endian, without file meta information. @throws AssociationError */
  async store(sopClass: string, dataset: Buffer): Promise<StoreAnswer> {
    const request = new dimse.requests.CStoreRequest(new dimse.Dataset(dataset, TransferSyntax.ExplicitVRLittleEndian));
    const response = await this.#ask(sopClass, request);
    const status = response.getStatus();
    // The library keeps the last comment where a response has none.
    const comment = status === 0 ? undefined : response.getErrorComment();
    return { status, ...(comment && { comment }) };
  }

  /** Ends it in order, or by force where the other side does not answer. */
  async release(): Promise<void> {
    if (!this.isOpen) return;
    this.#isReleasing = true;
    this.once('associationReleaseResponse', () => this.#socket.end());
    this.sendAssociationReleaseRequest();
    await this.#closed();
  }

  override associationReleaseRequested(): void {
    this.sendAssociationReleaseResponse();
    this.#end('connection_lost', 'The other side released the association.');
  }

  override abort(): void {
    this.#end('association_aborted', 'The other side aborted the association.');
  }

  protected override failed(): void {
    this.#end('connection_lost', 'What the other side sent breaks the protocol.');
  }

  #associate({ calling, called, sopClasses }: OutgoingOptions): Promise<void> {
    this.#asked = new dimse.association.Association(calling, called);
    for (const sopClass of [SopClass.Verification, ...sopClasses]) {
      const id = this.#asked.addPresentationContext(sopClass);
      this.#asked.addTransferSyntaxToPresentationContext(id, TransferSyntax.ExplicitVRLittleEndian);
      this.#asked.addTransferSyntaxToPresentationContext(id, TransferSyntax.ImplicitVRLittleEndian);
    }
    return this.#waitFor((done) => {
      this.once('associationAccepted', () => done());
      this.once('associationRejected', ({ result, source, reason }: Rejection) => {
        this.#end('association_rejected', `A-ASSOCIATE-RJ ${result}-${source}-${reason}`);
      });
      this.sendAssociationRequest(this.#asked as association.Association);
    });
  }

  async #ask(sopClass: string, request: requests.Request): Promise<responses.Response> {
    if (this.#failure) throw this.#failure;
    if (!this.accepts(sopClass)) throw new AssociationError('class_not_accepted', `${sopClass} was not accepted.`);
    return this.#waitFor((done) => {
      request.on('response', (response: responses.Response) => {
        // The library would read the next command together with one that has no data set.
        Object.assign(this, { dimseStream: undefined });
        done(response);
      });
      this.sendRequests(request);
    });
  }

  /** @throws AssociationError */
  #waitFor<T>(begin: (done: (value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const late = setTimeout(() => this.#end('timeout', 'No answer came in time.'), this.#timeoutMs);
      this.#fail = (error) => {
        clearTimeout(late);
        reject(error);
      };
      begin((value) => {
        clearTimeout(late);
        this.#fail = undefined;
        resolve(value);
      });
    });
  }

  #end(code: AssociationFailure, message: string): void {
    this.#failure ??= new AssociationError(code, message);
    this.#socket.destroy();
    this.#fail?.(this.#failure);
    this.#fail = undefined;
  }

  async #closed(): Promise<void> {
    if (this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => this.#socket.destroy(), Math.min(this.#timeoutMs, 2_000));
      this.#socket.once('close', () => {
        clearTimeout(late);
        resolve();
      });
    });
  }
}

interface Rejection {
  readonly result: number;
  readonly source: number;
  readonly reason: number;
}
