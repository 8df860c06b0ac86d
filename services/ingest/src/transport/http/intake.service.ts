import type { StudyRef } from '@wetread/studies';
import type { Admission } from '../../domain/admission.ts';
import { completeStudy } from '../../domain/complete-study.ts';
import { type Commitment, findStored, type SopReference } from '../../domain/find-stored.ts';
import { Intake, type IntakeParts, type IntakeRequest } from '../../domain/intake.ts';

export interface HttpLimits {
  readonly maxRequestBytes: number;
  readonly maxFiles: number;
}

/** What routes and associations need to take studies in. */
export class IntakeService {
  readonly admission: Admission;
  readonly limits: HttpLimits;
  readonly publicUrl: string | undefined;
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts, admission: Admission, limits: HttpLimits, publicUrl: string | undefined) {
    this.#parts = parts;
    this.admission = admission;
    this.limits = limits;
    this.publicUrl = publicUrl;
  }

  complete(ref: StudyRef): Promise<void> {
    return completeStudy(this.#parts, ref);
  }

  /** Who asks whether its instances are stored has sent them all. */
  async commit(tenant: string, references: readonly SopReference[]): Promise<Commitment> {
    const pseudonyms = await this.#parts.deidentification.pseudonymsOf(tenant);
    const standsFor = pseudonyms && ((sop: string) => pseudonyms.uid(sop));
    const commitment = await findStored(this.#parts.store, tenant, references, standsFor);
    for (const study of commitment.studies) await this.complete({ tenant, study });
    return commitment;
  }

  begin(request: IntakeRequest): Intake {
    return new Intake(this.#parts, request);
  }
}
