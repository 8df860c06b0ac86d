import { count } from '@wetread/config';

/** What a process that audits is told; spread it into the service's own schema. */
export const auditConfig = {
  AUDIT_FLUSH_MS: count(5_000, 10).describe(
    'milliseconds after which audit entries of reads and uploads are stored; a crash loses no more. Changes are stored before they are answered',
  ),
};
