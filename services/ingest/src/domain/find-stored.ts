import type { StudyStore } from '@wetread/studies';

/** An instance as a sender names it. */
export interface SopReference {
  readonly sopClass: string;
  readonly sop: string;
}

/** What a sender may forget, and what it must keep. */
export interface Commitment {
  readonly stored: readonly SopReference[];
  /** Failure Reason (0008,1197), PS3.3 C.14. */
  readonly failed: readonly (SopReference & { readonly reason: number })[];
  /** Of what is stored, each once. */
  readonly studies: readonly string[];
}

const NO_SUCH_INSTANCE = 0x0112;
const CLASS_CONFLICT = 0x0119;
/** Looked for at once. */
const AT_ONCE = 16;

/**
 * Which of the instances are durable (I2).
 *
 * @param standsFor what an instance may be stored as, where the tenant's files are de-identified
 * @throws WetreadError storage_unavailable
 */
export async function findStored(
  store: StudyStore,
  tenant: string,
  references: readonly SopReference[],
  standsFor?: (sop: string) => string,
): Promise<Commitment> {
  const locate = async (sop: string) =>
    (standsFor && (await store.locateInstance(tenant, standsFor(sop)))) ?? store.locateInstance(tenant, sop);
  const stored: SopReference[] = [];
  const failed: (SopReference & { reason: number })[] = [];
  const studies = new Set<string>();
  for (let from = 0; from < references.length; from += AT_ONCE) {
    const some = references.slice(from, from + AT_ONCE);
    const located = await Promise.all(some.map(({ sop }) => locate(sop)));
    for (const [i, reference] of some.entries()) {
      const found = located[i];
      if (!found) failed.push({ ...reference, reason: NO_SUCH_INSTANCE });
      else if (found.instance.sopClass !== reference.sopClass) failed.push({ ...reference, reason: CLASS_CONFLICT });
      else {
        stored.push(reference);
        studies.add(found.study);
      }
    }
  }
  return { stored, failed, studies: [...studies] };
}
