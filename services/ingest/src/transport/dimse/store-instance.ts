import { derivedUid, type RefusalCode, refusalTable, toWetreadError } from '@wetread/contracts';
import type { Logger } from '@wetread/telemetry';
import type { Admission } from '../../domain/admission.ts';
import type { Intake, IntakeRequest } from '../../domain/intake.ts';
import type { InstanceBody } from './instance-body.ts';
import { type InstanceIdentity, part10Head } from './part10.ts';

export interface StoreParts {
  /** The tenant whose studies the instances become: DIMSE knows no API key. */
  readonly tenant: string;
  readonly admission: Admission;
  readonly logger: Logger;
  begin(request: IntakeRequest): Intake;
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
): Promise<StoreAnswer> {
  const { tenant, admission } = parts;
  try {
    const { refusal } = await admission.admit(async () => {
      const intake = parts.begin({
        tenant,
        source: 'dimse',
        announced,
        studyFor: (sha256) => derivedUid(tenant, 'dimse', sha256),
        pictures: false,
      });
      const taken = await intake.take(body.chunks(part10Head(announced)));
      await intake.finish({ priority: 'routine' });
      return taken;
    });
    if (!refusal) return { status: SUCCESS };
    return { status: refusalTable[refusal.code].dicomFailure, comment: refusal.code };
  } catch (error) {
    return failureAnswer(error, parts.logger);
  } finally {
    body.discard();
  }
}

function failureAnswer(thrown: unknown, logger: Logger): StoreAnswer {
  const error = toWetreadError(thrown);
  if (error.code === 'internal') logger.error({ err: error }, 'an instance could not be taken in');
  else logger.warn({ code: error.code }, 'an instance was not taken in');
  return { status: error.retryable ? OUT_OF_RESOURCES : PROCESSING_FAILURE };
}
