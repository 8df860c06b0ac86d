import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WetreadError } from '@wetread/contracts';
import { GuardedScp } from '@wetread/dimse';
import type { Logger } from '@wetread/telemetry';
import dimse, { type association, type requests, type responses } from 'dcmjs-dimse';
import { type CommitmentReport, commitmentClass, reportRequest } from './commitment.ts';
import type { DicomPeer } from './peers.ts';

const { TransferSyntax, Status } = dimse.constants;

/** Before each attempt. A requester that hears nothing asks again, so that a report need not outlive the process. */
const delaysMs = [0, 1_000, 5_000, 30_000, 120_000, 600_000];
const MAX_UNDER_WAY = 64;
const timeouts = { connectTimeout: 10_000, associationTimeout: 30_000, pduTimeout: 30_000 };

/** Sends reports by associations of their own, to where the requester is configured to take them. */
export class CommitmentReporter {
  readonly #aeTitle: string;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(aeTitle: string, logger: Logger) {
    this.#aeTitle = aeTitle;
    this.#logger = logger;
  }

  /** @throws WetreadError overloaded */
  admit(): void {
    if (this.#underWay.size < MAX_UNDER_WAY) return;
    throw new WetreadError('overloaded', `${MAX_UNDER_WAY} storage commitment reports are under way.`);
  }

  send(peer: DicomPeer, report: CommitmentReport): void {
    const sending = this.#send(peer, report).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#underWay);
  }

  async #send(peer: DicomPeer, report: CommitmentReport): Promise<void> {
    const { signal } = this.#closing;
    for (const delayMs of delaysMs) {
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      if (await this.#attempt(peer, reportRequest(report))) return;
    }
    this.#logger.warn({ ae: peer.ae_title }, 'a storage commitment report was not delivered');
  }

  /** @returns whether the requester took it */
  async #attempt({ ae_title, report_to }: DicomPeer, request: requests.NEventReportRequest): Promise<boolean> {
    if (!report_to) return false;
    const socket = connect(report_to);
    const stop = () => socket.destroy();
    this.#closing.signal.addEventListener('abort', stop);
    const call = new ReportCall(socket, ourAssociation(this.#aeTitle, ae_title), request);
    await new Promise((resolve) => socket.once('close', resolve));
    this.#closing.signal.removeEventListener('abort', stop);
    return call.taken;
  }
}

/** One association with one request. The library's client cannot name roles. */
class ReportCall extends GuardedScp {
  taken = false;
  readonly #socket: Socket;

  constructor(socket: Socket, asked: association.Association, request: requests.NEventReportRequest) {
    super(socket, timeouts);
    this.#socket = socket;
    request.on('response', (response: responses.NEventReportResponse) => {
      this.taken = response.getStatus() === Status.Success;
    });
    this.on('connect', () => this.sendAssociationRequest(asked));
    this.on('associationAccepted', () => this.sendRequests(request));
    this.on('done', () => this.sendAssociationReleaseRequest());
    for (const end of ['associationReleaseResponse', 'associationRejected', 'networkError']) {
      this.on(end, () => socket.destroy());
    }
  }

  override abort(): void {
    this.#socket.destroy();
  }

  protected override failed(): void {
    this.#socket.destroy();
  }
}

/** PS3.4 J.3.3: who begins this association is the provider of the service, and must say so. */
function ourAssociation(calling: string, called: string): association.Association {
  const made = new dimse.association.Association(calling, called);
  const id = made.addPresentationContext(commitmentClass);
  made.addTransferSyntaxToPresentationContext(id, TransferSyntax.ImplicitVRLittleEndian);
  const context = made.getPresentationContext(id);
  context.setUserRole(false);
  context.setProviderRole(true);
  return made;
}
