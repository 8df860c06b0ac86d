import type { AuditLog } from '@wetread/audit';
import { newId, studyUid, toWetreadError } from '@wetread/contracts';
import type { Logger } from '@wetread/telemetry';
import dimse, { type requests } from 'dcmjs-dimse';
import { z } from 'zod';
import type { Commitment, SopReference } from '../../domain/find-stored.ts';
import type { Sender } from './store-instance.ts';

/** Storage Commitment Push Model and its one instance, PS3.4 J.3. */
export const commitmentClass = '1.2.840.10008.1.20.1';
const commitmentInstance = '1.2.840.10008.1.20.1.1';

const REQUEST_COMMITMENT = 1;
const ALL_STORED = 1;
const SOME_FAILED = 2;
/** Of one request; a sender with more asks in several. */
const MAX_REFERENCES = 10_000;

/** N-ACTION-RSP, PS3.7 annex C. */
const status = {
  success: 0x0000,
  processingFailure: 0x0110,
  noSuchInstance: 0x0112,
  invalidArgument: 0x0115,
  noSuchAction: 0x0123,
  resourceLimitation: 0x0213,
} as const;

const reference = z
  .object({ ReferencedSOPClassUID: studyUid, ReferencedSOPInstanceUID: studyUid })
  .transform((item) => ({ sopClass: item.ReferencedSOPClassUID, sop: item.ReferencedSOPInstanceUID }));

const question = z.object({ TransactionUID: studyUid, ReferencedSOPSequence: z.array(reference).min(1) });

export interface CommitmentParts {
  readonly audit: AuditLog;
  readonly logger: Logger;
  /** Looks for the instances and takes the question for a word that their studies are complete. */
  commit(tenant: string, references: readonly SopReference[]): Promise<Commitment>;
}

export interface CommitmentReport {
  readonly transaction: string;
  readonly commitment: Commitment;
}

/** `report` is to be sent after the answer. */
export interface CommitmentAnswer {
  readonly status: number;
  readonly report?: CommitmentReport;
}

/** Storage is asked before the answer: with it out, the sender is told so at once, and asks again. It never throws. */
export async function answerCommitment(
  parts: CommitmentParts,
  request: requests.NActionRequest,
  sender: Sender,
): Promise<CommitmentAnswer> {
  const { audit } = parts;
  let answer: CommitmentAnswer;
  try {
    audit.admit();
    answer = await answerTo(parts, request, sender);
  } catch (thrown) {
    const error = toWetreadError(thrown);
    if (error.code === 'internal') parts.logger.error({ err: error }, 'a storage commitment could not be answered');
    answer = { status: error.retryable ? status.resourceLimitation : status.processingFailure };
  }
  audit.record({
    tenant: sender.tenant,
    service: 'ingest',
    actor: { kind: 'ae', id: sender.aeTitle },
    operation: 'N-ACTION',
    method: 'DIMSE',
    outcome: answer.status === status.success ? 'success' : 'failed',
    status: answer.status,
    objects: (answer.report?.commitment.studies ?? []).map((id) => ({ type: 'studies', id })),
    requestId: newId('dimse'),
    ...(sender.address && { address: sender.address }),
  });
  return answer;
}

async function answerTo(
  parts: CommitmentParts,
  request: requests.NActionRequest,
  { tenant }: Sender,
): Promise<CommitmentAnswer> {
  if (request.getRequestedSopInstanceUid() !== commitmentInstance) return { status: status.noSuchInstance };
  if (request.getActionTypeId() !== REQUEST_COMMITMENT) return { status: status.noSuchAction };
  const asked = question.safeParse(request.getDataset()?.getElements());
  if (!asked.success) return { status: status.invalidArgument };
  const { TransactionUID: transaction, ReferencedSOPSequence: references } = asked.data;
  if (references.length > MAX_REFERENCES) return { status: status.resourceLimitation };
  return { status: status.success, report: { transaction, commitment: await parts.commit(tenant, references) } };
}

/** PS3.4 table J.3-2. A new one for each sending. */
export function reportRequest({ transaction, commitment }: CommitmentReport): requests.NEventReportRequest {
  const { stored, failed } = commitment;
  const type = failed.length === 0 ? ALL_STORED : SOME_FAILED;
  const request = new dimse.requests.NEventReportRequest(commitmentClass, commitmentInstance, type);
  const elements = {
    TransactionUID: transaction,
    ...(stored.length > 0 && { ReferencedSOPSequence: stored.map(itemOf) }),
    ...(failed.length > 0 && {
      FailedSOPSequence: failed.map((each) => ({ ...itemOf(each), FailureReason: each.reason })),
    }),
  };
  request.setDataset(new dimse.Dataset(elements));
  return request;
}

const itemOf = ({ sopClass, sop }: SopReference) => ({
  ReferencedSOPClassUID: sopClass,
  ReferencedSOPInstanceUID: sop,
});
