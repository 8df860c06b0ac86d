import { derivedId, type RefusalError } from '@wetread/contracts';
import type { RefusalRecord } from '@wetread/studies';

/**
 * The same file refused for the same reason is one refusal, however often it is sent: `what` is its content's digest,
 * or the instance's UID where the file is stored.
 */
export function refusalRecordOf(
  refusal: RefusalError,
  about: { readonly study: string; readonly what: string; readonly instance?: string | undefined },
  now = new Date(),
): RefusalRecord {
  return {
    id: derivedId('ref', about.study, about.what, refusal.code),
    ...(about.instance !== undefined && { instance: about.instance }),
    code: refusal.code,
    sentence: refusal.message,
    at: now.toISOString(),
  };
}
