import { type StoredEvent, WetreadError } from '@wetread/contracts';
import { AssociationError } from '@wetread/dimse';
import type { StudyStore } from '@wetread/studies';
import { SpanKind, withSpan } from '@wetread/telemetry';
import type { DeliveryAttempt, Verdict } from '../domain/delivery.ts';
import type { DestinationRecord } from '../domain/destination.ts';
import { hexOf, type StoreOutcome, storeOutcome } from '../domain/store-status.ts';
import { toFailure } from '../webhooks/request-failure.ts';
import type { Associations } from './associations.ts';
import type { DestinationStore } from './destination-store.ts';
import type { StowClient } from './stow-client.ts';
import type { SummaryReport, SummaryReports } from './summary-reports.ts';

export interface SenderParts {
  readonly studies: StudyStore;
  readonly destinations: DestinationStore;
  readonly reports: SummaryReports;
  readonly associations: Associations;
  readonly stow: StowClient;
}

type Answer = StoreOutcome & Partial<Omit<DeliveryAttempt, 'at' | 'durationMs'>> & Pick<Verdict, 'retryAfterMs'>;

/** What a destination says when it is asked whether it is there. */
export interface DestinationTest extends Pick<DeliveryAttempt, 'durationMs' | 'status' | 'dimse' | 'error'> {
  readonly ok: boolean;
  /** Whether it takes structured reports; known of DIMSE alone. */
  readonly acceptsReports?: boolean;
}

/** Sends one summary once. Whatever the destination does is in the verdict. */
export class PacsSender {
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** @throws WetreadError storage_unavailable */
  send(event: StoredEvent, destination: DestinationRecord): Promise<Verdict> {
    const attributes = { 'wetread.event': event.id, 'wetread.destination': destination.id };
    return withSpan('destination attempt', { kind: SpanKind.CLIENT, attributes }, async () => {
      const at = new Date();
      const { outcome, down = false, retryAfterMs, ...facts } = await this.#answerTo(event, destination);
      const attempt = { at: at.toISOString(), durationMs: Date.now() - at.getTime(), ...facts };
      return { attempt, outcome, down, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    });
  }

  /** C-ECHO, or a query of DICOMweb. */
  async test(destination: DestinationRecord): Promise<DestinationTest> {
    const at = Date.now();
    const found = await this.#ask(destination).catch((thrown) => ({ ok: false, error: failureOf(thrown).error }));
    return { durationMs: Date.now() - at, ...found };
  }

  async #ask(destination: DestinationRecord): Promise<Omit<DestinationTest, 'durationMs'>> {
    if (destination.kind === 'dimse') {
      const { status, accepts } = await this.#parts.associations.echo(destination);
      return { ok: status === 0, dimse: hexOf(status), acceptsReports: accepts };
    }
    const status = await this.#parts.stow.probe(this.#target(destination));
    return { ok: status >= 200 && status < 300, status };
  }

  async #answerTo(event: StoredEvent, destination: DestinationRecord): Promise<Answer> {
    const report = await this.#reportOf(event, destination);
    if ('outcome' in report) return report;
    try {
      return await this.#store(destination, report);
    } catch (thrown) {
      return failureOf(thrown);
    }
  }

  /** What cannot be made is not tried again: results and images never change. */
  async #reportOf({ tenant, data }: StoredEvent, { identifiers }: DestinationRecord): Promise<SummaryReport | Answer> {
    const ref = { tenant, study: String(data.study) };
    try {
      const result = await this.#parts.studies.findResult(ref, Number(data.revision), String(data.bundle));
      if (!result) return { outcome: 'refused', error: 'no_result' };
      return await this.#parts.reports.of(result, identifiers);
    } catch (thrown) {
      if (thrown instanceof WetreadError && thrown.retryable) throw thrown;
      const error = thrown instanceof WetreadError && thrown.code === 'not_acceptable' ? 'not_dicom' : 'no_report';
      return { outcome: 'refused', error };
    }
  }

  async #store(destination: DestinationRecord, report: SummaryReport): Promise<Answer> {
    if (destination.kind === 'dicomweb') return this.#parts.stow.store(this.#target(destination), report);
    const { status, comment } = await this.#parts.associations.store(destination, report);
    return { ...storeOutcome(status), dimse: hexOf(status), ...(comment && { response: comment }) };
  }

  #target(destination: Extract<DestinationRecord, { kind: 'dicomweb' }>) {
    const { url, allowedRanges } = destination;
    return { url, allowedRanges, authorization: this.#parts.destinations.authorizationOf(destination) };
  }
}

/** Of an attempt without an answer: the whole destination is out of reach, unless it takes no such object. */
function failureOf(thrown: unknown): Answer & { readonly error: string } {
  if (!(thrown instanceof AssociationError)) return { outcome: 'failed', down: true, ...toFailure(thrown) };
  const { code: error, message: response } = thrown;
  if (error === 'class_not_accepted') return { outcome: 'refused', error, response };
  return { outcome: 'failed', down: true, error, response };
}
