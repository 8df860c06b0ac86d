import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountsConfig, identityConfig } from '@wetread/accounts';
import { auditConfig } from '@wetread/audit';
import { commonConfig, count, flag, internalPort, port, serviceTlsConfig } from '@wetread/config';
import { tenantId } from '@wetread/contracts';
import { s3Config } from '@wetread/storage';
import { z } from 'zod';
import { dicomPeers } from './transport/dimse/peers.ts';

const MiB = 1024 * 1024;
const years = () => z.coerce.number().int().min(0).max(125).optional();

/** Lists of titles have commas between them. */
const ownAeTitle = z
  .string()
  .regex(/^[\x21-\x2b\x2d-\x5b\x5d-\x7e]{1,16}$/, 'has 1 to 16 printable characters without blanks and backslashes');

/** The environment of ingest. */
export const configSchema = z.object({
  ...commonConfig,
  ...s3Config,
  ...accountsConfig,
  ...identityConfig,
  ...auditConfig,
  ...serviceTlsConfig,
  HTTP_PORT: port(8081).describe('port of STOW-RS, uploads, /healthz, /readyz and /metrics'),
  INTERNAL_PORT: internalPort,
  DICOM_LISTEN: flag(true).describe('whether instances are taken by DICOM too (C-ECHO, C-STORE)'),
  DICOM_PORT: port(11112).describe('port of the DICOM listener; 0 takes a free one'),
  DICOM_AE_TITLE: z
    .string()
    .default('WETREAD')
    .transform((text) => text.split(',').map((title) => title.trim()))
    .pipe(z.array(ownAeTitle))
    .describe('AE titles that senders call, comma-separated, the first our own; others are rejected'),
  DICOM_PEERS: dicomPeers.describe(
    'senders that may call, each with its tenant, as a JSON list; empty for everybody; docs/dicom.md',
  ),
  DICOM_TLS_KEY: z.string().optional().describe('file of the private key, PEM; with a certificate DICOM is TLS only'),
  DICOM_TLS_CERT: z.string().optional().describe('file of the certificate and those that it is signed by, PEM'),
  DICOM_TLS_CLIENT_CA: z
    .string()
    .optional()
    .describe('file of the authorities, PEM, one of which must have signed the certificate of each sender'),
  DICOM_TENANT: tenantId
    .default('local')
    .describe(
      'tenant of senders that DICOM_PEERS gives none; DICOM knows no API key: let only your senders reach the port',
    ),
  DICOM_REQUEST_TIMEOUT_MS: count(30_000, 500).describe(
    'milliseconds in which a connection must ask for an association',
  ),
  DICOM_IDLE_TIMEOUT_MS: count(120_000, 500).describe(
    'milliseconds without a whole message part from the sender after which an association is ended',
  ),
  MAX_ASSOCIATIONS: count(16).describe('DICOM associations at once; more are rejected for the time being'),
  PUBLIC_URL: z.url().optional().describe('address under which clients reach the product; else taken from the request'),
  SPOOL_DIR: z
    .string()
    .default(join(tmpdir(), 'wetread-spool'))
    .describe('local folder where incoming files wait while their header is read; on a disk, not in memory'),
  QUIET_MS: count(30_000, 0).describe(
    'milliseconds without a new DICOM instance after which a study counts as complete',
  ),
  MAX_FILE_BYTES: count(256 * MiB).describe('bytes of one file at most'),
  MAX_REQUEST_BYTES: count(2048 * MiB).describe('bytes of one request at most'),
  MAX_FILES_PER_REQUEST: count(2_000).describe('files of one request at most'),
  MAX_IMAGE_PIXELS: count(100_000_000).describe('pixels of one image at most, width × height'),
  MIN_AGE_YEARS: years().describe('age in whole years under which a patient is refused; empty for none'),
  MAX_AGE_YEARS: years().describe('age in whole years over which a patient is refused; empty for none'),
  BURNED_IN_ANNOTATION: z
    .enum(['accept', 'refuse'])
    .default('accept')
    .describe('what becomes of an image whose header says that text is burned into its pixels: accept or refuse'),
  MAX_PENDING_STUDIES: count(20_000).describe('studies under way at which more are refused with 503'),
  LIMIT_QUEUED_STUDIES: count(15_000).describe(
    'studies of one tenant under way at which more of it are refused with 429; a tenant may have a limit of its own',
  ),
  MAX_UPLOADS: count(32).describe('requests with files taken in at once; more are refused with 503'),
  ASSEMBLY_CONCURRENCY: count(2 * availableParallelism()).describe('studies assembled at once'),
  RENDER_THREADS: count(availableParallelism()).describe('worker threads that decode and render images'),
  RENDER_TIMEOUT_MS: count(60_000).describe('milliseconds that rendering one image may take'),
  JOB_LOCK_MS: count(30_000, 1_000).describe('milliseconds after which the job of a silent worker is given to another'),
  DRAIN_TIMEOUT_MS: count(25_000).describe(
    'milliseconds that requests, associations and assemblies under way get to end after SIGTERM; then they are cut or handed back',
  ),
  RECONCILE_EVERY_MS: count(15_000, 100).describe('milliseconds between comparisons of storage with Redis'),
  STUCK_MS: count(60_000, 100).describe('milliseconds without progress after which a pending study is taken up again'),
});
export type Config = z.infer<typeof configSchema>;
