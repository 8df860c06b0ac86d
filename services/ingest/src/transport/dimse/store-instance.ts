import type { AuditLog, AuditObject, NewAuditEntry } from '@wetread/audit';
import { aeTitle } from '@wetread/batches';
import { derivedUid, newId, type RefusalCode, refusalTable, toWetreadError } from '@wetread/contracts';
import type { Logger } from '@wetread/telemetry';
import type { Admission } from '../../domain/admission.ts';
import type { Intake, IntakeRequest, Taken } from '../../domain/intake.ts';
import type { InstanceBody } from './instance-body.ts';
import { type InstanceIdentity, part10Head } from './part10.ts';

export interface StoreParts {
  readonly admission: Admission;
  readonly audit: AuditLog;
  readonly logger: Logger;
  begin(request: IntakeRequest): Intake;
}

/** Who sends, as the association says. */
export interface Sender {
  /** The calling AE title. */
  readonly aeTitle: string;
  /** Whose studies the instances become: DIMSE knows no API key. */
  readonly tenant: string;
  readonly address?: string;
}

/** A C-STORE status, PS3.4 table B.2-1, with a refusal's own code as the comment (I8). */
export interface StoreAnswer {
  readonly status: number;
  readonly comment?: RefusalCode;
}

const SUCCESS = 0x0000;
const PROCESSING_FAILURE = 0x0110;
/** Senders keep what is answered so, and send it again. */
const OUT_OF_RESOURCES = 0xa700;

/** Takes one instance in, as STOW-RS does. Success means stored and handed over (I2). It never throws. */
export async function storeInstance(
  parts: StoreParts,
  announced: InstanceIdentity,
  body: InstanceBody,
  sender: Sender,
): Promise<StoreAnswer> {
  const { admission, audit } = parts;
  const { tenant } = sender;
  let found: Taken | undefined;
  const answered = (answer: StoreAnswer) => {
    audit.record(entryOf(sender, answer, found));
    return answer;
  };
  try {
    audit.admit();
    found = await admission.admit(tenant, async () => {
      const intake = parts.begin({
        tenant,
        source: 'dimse',
        ...deviceOf(sender),
        announced,
        studyFor: (sha256) => derivedUid(tenant, 'dimse', sha256),
        pictures: false,
      });
      const taken = await intake.take(body.chunks(part10Head(announced)));
      await intake.finish({ priority: 'routine' });
      return taken;
    });
    const { refusal } = found;
    if (!refusal) return answered({ status: SUCCESS });
    return answered({ status: refusalTable[refusal.code].dicomFailure, comment: refusal.code });
  } catch (error) {
    return answered(failureAnswer(error, parts.logger));
  } finally {
    body.discard();
  }
}

/** For rules. A calling AE title that is none is left out; the instance is taken all the same. */
function deviceOf(sender: Sender): Pick<IntakeRequest, 'aeTitle'> {
  const title = aeTitle.safeParse(sender.aeTitle);
  return title.success ? { aeTitle: title.data } : {};
}

function entryOf(sender: Sender, { status, comment }: StoreAnswer, taken?: Taken): NewAuditEntry {
  return {
    tenant: sender.tenant,
    service: 'ingest',
    actor: { kind: 'ae', id: sender.aeTitle },
    operation: 'C-STORE',
    method: 'DIMSE',
    outcome: status === SUCCESS ? 'success' : comment ? 'refused' : 'failed',
    status,
    objects: taken ? objectsOf(taken) : [],
    requestId: newId('dimse'),
    ...(sender.address && { address: sender.address }),
  };
}

const objectsOf = ({ study, sop }: Taken): AuditObject[] => [
  { type: 'studies', id: study },
  ...(sop === undefined ? [] : [{ type: 'instances', id: sop }]),
];

function failureAnswer(thrown: unknown, logger: Logger): StoreAnswer {
  const error = toWetreadError(thrown);
  if (error.code === 'internal') logger.error({ err: error }, 'an instance could not be taken in');
  else logger.warn({ code: error.code }, 'an instance was not taken in');
  return { status: error.retryable ? OUT_OF_RESOURCES : PROCESSING_FAILURE };
}
