import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';

export * from './service-tls.ts';

/**
 * One zod object describes a process's environment: its keys are the variable names, `.describe()` says what each is
 * for, and `.meta({ secret: true })` keeps a value out of every print.
 *
 * @throws WetreadError `config_invalid`, naming every wrong variable.
 */
export function loadConfig<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv = process.env): z.infer<S> {
  // An empty variable is what compose files and charts give for "not set".
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => (env[name] ? [[name, env[name]] as const] : [])),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const purpose = schema.shape[name]?.description;
    return `${name}: ${issue.message}${purpose ? ` (${purpose})` : ''}`;
  });
  throw new WetreadError(
    'config_invalid',
    `Set these environment variables right and start again. ${faults.join('; ')}`,
  );
}

/** The configuration for a log line: secrets are starred, as are passwords inside URLs. */
export function redactConfig<S extends z.ZodObject>(schema: S, config: z.infer<S>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, isSecret(schema.shape[name]) ? '***' : redactUrl(value)]),
  );
}

const isSecret = (field: unknown): boolean => {
  if (!(field instanceof z.ZodType)) return false;
  if (field.meta()?.secret === true) return true;
  const inner = (field as { def?: { innerType?: unknown } }).def?.innerType;
  return inner !== undefined && isSecret(inner);
};

const redactUrl = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, '$1:***@') : value;

/** A TCP port; 0 asks the system for a free one. */
export const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

/** A whole number from a variable, at least `min`. */
export const count = (fallback: number, min = 1) => z.coerce.number().int().min(min).default(fallback);

/** `true`/`false`, `1`/`0`, `yes`/`no`. */
export const flag = (fallback: boolean) => z.stringbool().default(fallback);

/** A comma-separated list. */
export const list = () =>
  z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((item) => item.trim() || []));

/** What every process is told; spread it into the service's own schema. */
export const commonConfig = {
  STORAGE_URL: z
    .string()
    .default('file:///var/lib/wetread')
    .describe('object storage: file:///folder or s3://bucket/prefix'),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379').describe('Redis or Valkey, redis:// or rediss://'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('least severe log line printed'),
  HOST: z.string().default('0.0.0.0').describe('address that servers listen on'),
};

/** For services whose HTTP port is called by others. */
export const internalPort = z.coerce
  .number()
  .int()
  .min(1)
  .max(65_535)
  .optional()
  .describe('port of /healthz, /readyz and /metrics, plain and for nobody outside; by itself they are on HTTP_PORT');
