import { commonConfig, count, port } from '@wetread/config';
import { s3Config } from '@wetread/storage';
import { z } from 'zod';

/** The environment of the llm service. */
export const configSchema = z.object({
  ...commonConfig,
  ...s3Config,
  HTTP_PORT: port(8083).describe('port of /healthz, /readyz and /metrics'),
  BUNDLE_PATH: z.string().min(1).describe('folder of the model bundle'),
  GRPC_PORT: port(50_052).describe('port of the gRPC server that answers follow-up questions'),
  ENCODER_ADDRESS: z
    .string()
    .min(1)
    .default('dns:///encoder:50051')
    .describe('gRPC name of the encoders; calls go to all its addresses in turn'),
  ENCODE_TIMEOUT_MS: count(30_000).describe('milliseconds that encoding one image may take, retries included'),
  CONCURRENCY: count(32).describe(
    'studies under way at once; above MAX_BATCH, so that some are encoded while others are decoded',
  ),
  MAX_BATCH: count(16).describe('answers decoded at once'),
  MAX_WAITING: count(64).describe('answers that may wait for a place in the batch; more are refused and tried again'),
  MAX_ANSWERS: count(16).describe('follow-up questions under way at once; more are refused with RESOURCE_EXHAUSTED'),
  MAX_STALL_MS: count(50).describe('milliseconds of prompt computation after which running answers get their step'),
  DECODER_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe(
      'threads that decode, each with a session of its own; one a core for small models, one in all for large ones',
    ),
  JOB_LOCK_MS: count(30_000, 1_000).describe('milliseconds after which the job of a silent worker is given to another'),
  DRAIN_TIMEOUT_MS: count(25_000).describe(
    'milliseconds that studies under way get to end after SIGTERM; then they are handed back',
  ),
});
export type Config = z.infer<typeof configSchema>;
