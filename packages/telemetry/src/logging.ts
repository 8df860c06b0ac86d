import { type Logger, pino } from 'pino';
import { activeTraceIds } from './tracing.ts';

export type { Logger };

/**
 * JSON lines on standard output, each with the trace and span it belongs to. Log identifiers, codes, counts and times:
 * patient data, file names, summaries and question texts never go in. Errors are cut to name, code, message and stack,
 * because causes may hold what the outside sent.
 */
export function createLogger(service: string, level = 'info'): Logger {
  return pino({
    level,
    base: { service },
    mixin: activeTraceIds,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: serializeError, error: serializeError },
    redact: {
      paths: [
        'authorization',
        'headers',
        'body',
        'secret',
        'key',
        'patientId',
        'patientName',
        '*.authorization',
        '*.secret',
      ],
      censor: '***',
    },
  });
}

function serializeError(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const code = (thrown as { code?: unknown }).code;
  return { name: thrown.name, ...(code === undefined ? {} : { code }), message: thrown.message, stack: thrown.stack };
}
