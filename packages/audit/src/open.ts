import type { ObjectStorage } from '@wetread/storage';
import { counter, gauge, type Logger } from '@wetread/telemetry';
import { AuditLog } from './audit-log.ts';

const failures = counter({ name: 'audit_write_failures_total', help: 'Writes of the audit log that failed' });
const held = gauge({ name: 'audit_entries_held', help: 'Audit entries that wait after a failed write' });

/** The audit log of a process, which says in metrics and log where it cannot be written. */
export function openAuditLog(storage: ObjectStorage, config: { AUDIT_FLUSH_MS: number }, logger: Logger): AuditLog {
  return new AuditLog(storage, {
    flushMs: config.AUDIT_FLUSH_MS,
    onFailure: (err, entries) => {
      failures.inc();
      held.set(entries);
      logger.error({ err, entries }, 'the audit log cannot be written; its entries are kept and tried again');
    },
    onSuccess: () => held.set(0),
  });
}
