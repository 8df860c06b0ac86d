import { availableParallelism } from 'node:os';
import { commonConfig, count, port } from '@wetread/config';
import { grpcTlsConfig } from '@wetread/grpc';
import { s3Config } from '@wetread/storage';
import { z } from 'zod';

const { HOST, LOG_LEVEL, STORAGE_URL } = commonConfig;

/** The environment of the encoder. */
export const configSchema = z.object({
  HOST,
  LOG_LEVEL,
  STORAGE_URL,
  ...s3Config,
  ...grpcTlsConfig,
  GRPC_PORT: port(50_051).describe('port of the gRPC server'),
  HTTP_PORT: port(8081).describe('port of /healthz, /readyz and /metrics'),
  BUNDLE_PATH: z.string().min(1).describe('folder of the model bundle'),
  MAX_BATCH: count(8).describe('images of one model run at most'),
  MAX_DELAY_MS: count(4, 0).describe('milliseconds an image waits for others to fill its batch'),
  MAX_QUEUE: count(256).describe('images that may wait; more are refused with RESOURCE_EXHAUSTED'),
  EXECUTION_PROVIDER: z
    .enum(['cpu', 'cuda'])
    .default('cpu')
    .describe('what the model runs on; cuda needs the image made for it, and one SESSION_WORKERS is enough there'),
  SESSION_WORKERS: count(availableParallelism()).describe('worker threads, each with a session of its own'),
  INTRA_OP_THREADS: count(1).describe('threads that one session computes with'),
  MAX_IMAGE_PIXELS: count(50_000_000).describe('pixels of one image at most, width × height'),
  MAX_REQUEST_BYTES: count(64 * 1024 * 1024).describe('bytes of one gRPC request at most'),
  DRAIN_TIMEOUT_MS: count(25_000).describe('milliseconds that calls get to end after SIGTERM'),
});
export type Config = z.infer<typeof configSchema>;
