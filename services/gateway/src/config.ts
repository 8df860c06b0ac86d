import { availableParallelism } from 'node:os';
import { accountsConfig, identityConfig, secretKey } from '@wetread/accounts';
import { auditConfig } from '@wetread/audit';
import { commonConfig, count, flag, internalPort, list, port } from '@wetread/config';
import { tenantId } from '@wetread/contracts';
import { grpcTlsConfig } from '@wetread/grpc';
import { s3Config } from '@wetread/storage';
import { z } from 'zod';
import { parseDuration } from './domain/schedule.ts';
import { identifierSystem } from './fhir/identifier-system.ts';

const schedule = z
  .string()
  // Standard Webhooks' example: gives up after three days.
  .default('0s,5s,5m,30m,2h,5h,10h,14h,20h,24h')
  .transform((text, context) => {
    const delays = text.split(',').map(parseDuration);
    if (!delays.includes(undefined)) return delays as number[];
    context.addIssue({ code: 'custom', message: 'not a list of delays such as 0s,5s,5m,2h' });
    return z.NEVER;
  });

const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms !== undefined) return ms;
      context.addIssue({ code: 'custom', message: 'not a duration such as 30s, 10m or 120h' });
      return z.NEVER;
    });

/** As browsers write it: no path, no default port. */
const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

export const configSchema = z.object({
  ...commonConfig,
  ...s3Config,
  ...grpcTlsConfig,
  ...accountsConfig,
  ...identityConfig,
  ...auditConfig,
  HTTP_PORT: port(8080).describe('port of the public API'),
  INTERNAL_PORT: internalPort,
  INGEST_URL: z
    .url({ protocol: /^https?$/, error: 'not an http:// or https:// address' })
    .default('http://127.0.0.1:8081')
    .describe('address of ingest, to which uploads and DICOMweb are forwarded'),
  PUBLIC_URL: z.url().optional().describe('address under which clients reach the product; else taken from the request'),
  CORS_ORIGINS: list()
    .refine(
      (origins) => origins.every(isOrigin),
      'not a list of origins such as https://viewer.example.org, exactly so',
    )
    .describe('origins of web pages that may call the API, such as those of DICOMweb viewers; with commas between'),
  FHIR_PATIENT_SYSTEM: identifierSystem
    .optional()
    .describe("identifier system of the senders' patient ids, as FHIR names it: a URL or urn:oid:…"),
  OPERATOR_TENANT: tenantId
    .default('local')
    .describe('tenant whose admin keys may make and change tenants; the first key is of it'),
  LIMIT_REQUESTS_PER_MINUTE: count(60_000).describe(
    'requests of one tenant a minute; a tenant may have a limit of its own',
  ),
  LIMIT_UPLOADS_PER_MINUTE: count(6_000).describe(
    'requests with files of one tenant a minute; a tenant may have a limit of its own',
  ),
  FIRST_ADMIN_KEY: z
    .string()
    .optional()
    .meta({ secret: true })
    .describe('API key that is registered with all scopes: wr_ and 32 to 128 letters, digits, _ or -'),
  FIRST_ADMIN_KEY_FILE: z
    .string()
    .optional()
    .describe('where the key is written that is made when the storage has none; else it is printed once'),
  LLM_ADDRESS: z
    .string()
    .min(1)
    .default('dns:///llm:50052')
    .describe('gRPC name of the llm services that answer questions; calls go to all its addresses in turn'),
  ANSWER_TIMEOUT_MS: count(60_000).describe('milliseconds that answering one question may take'),
  SSE_HEARTBEAT_MS: count(10_000).describe(
    'milliseconds without an event after which an event stream says it is alive',
  ),
  DRAIN_TIMEOUT_MS: count(25_000).describe('milliseconds that answers under way get to end after SIGTERM'),
  WEBHOOK_SECRET_KEY: secretKey
    .meta({ secret: true })
    .describe('key that webhook secrets are kept under: 32 bytes in base64'),
  WEBHOOK_ALLOWED_RANGES: list().describe('CIDR ranges, comma-separated, to which webhooks may go though not public'),
  WEBHOOK_TIMEOUT_MS: count(20_000).describe('milliseconds a webhook receiver may take to answer'),
  WEBHOOK_SCHEDULE: schedule.describe(
    'delay before each delivery attempt, comma-separated; milliseconds, or with s, m or h',
  ),
  WEBHOOK_CONCURRENCY: count(256).describe('deliveries under way at once'),
  WEBHOOK_ENDPOINT_CONCURRENCY: count(8).describe('deliveries under way at once to one endpoint'),
  WEBHOOK_DISABLE_AFTER: duration('120h').describe(
    'how long every attempt at an endpoint must fail until it is disabled; with s, m or h',
  ),
  DESTINATION_CONCURRENCY: count(64).describe('summaries under way at once to all PACS'),
  WEBHOOK_DRAIN_PER_SECOND: count(10).describe(
    'events a second that an endpoint gets of those held while it was disabled',
  ),
  WEBHOOK_PROXY_URL: z
    .url({ protocol: /^https?$/, error: 'not an http:// or https:// address' })
    .optional()
    .describe('HTTP proxy that webhooks leave through (CONNECT); it is given checked addresses, not names'),
  WEBHOOK_PROXY_RESOLVES: flag(false).describe(
    'give the proxy names to resolve; it must then refuse inner addresses itself',
  ),
  WEBHOOK_CLIENT_CERT_FILE: z.string().optional().describe('PEM certificate shown to receivers that ask for one'),
  WEBHOOK_CLIENT_KEY_FILE: z.string().optional().describe('PEM key of that certificate'),
  WEBHOOK_CA_FILE: z.string().optional().describe('PEM authorities of receivers, beside the public ones'),
  BATCH_MAX_ITEMS: count(50_000).describe('items of a batch, at most'),
  BATCH_MAX_BYTES: count(50_000_000).describe('bytes of an upload of batch lines, at most'),
  BATCH_IN_FLIGHT: count(2_000).describe('studies of one batch that are put into the queue ahead, about'),
  BATCH_CONCURRENCY: count(8).describe('batches attended to at once'),
  BATCH_TICK_MS: count(1_000, 50).describe('milliseconds between two looks at a batch that runs'),
  BATCH_SWEEP_MS: count(30_000, 100).describe('milliseconds after which all that is under way is looked at anew'),
  PUBLISH_CONCURRENCY: count(16).describe('events fanned out at once'),
  RENDER_THREADS: count(availableParallelism()).describe('worker threads that render images for DICOMweb'),
  RENDER_TIMEOUT_MS: count(60_000).describe('milliseconds that rendering one image may take'),
  RENDER_MAX_WAITING: count(64).describe('images that may wait to be rendered'),
  JOB_LOCK_MS: count(30_000, 1_000).describe(
    'milliseconds after which the job of a silent process is given to another',
  ),
});
export type GatewayConfig = z.infer<typeof configSchema>;
