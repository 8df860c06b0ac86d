import { commonConfig, count, flag, port } from '@wetread/config';
import { grpcTlsConfig } from '@wetread/grpc';
import { s3Config } from '@wetread/storage';
import { z } from 'zod';
import { torchDtypes } from './decode/vllm/torch-tensor.ts';

/** The environment of the llm service. */
export const configSchema = z.object({
  ...commonConfig,
  ...s3Config,
  ...grpcTlsConfig,
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
  DECODER: z
    .enum(['onnx', 'vllm'])
    .default('onnx')
    .describe('`onnx` decodes in this process on the CPU, `vllm` asks a vLLM server (docs/decoding.md)'),
  VLLM_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:8000')
    .describe('the vLLM server, on this machine'),
  VLLM_ALLOW_REMOTE: flag(false).describe(
    'lets VLLM_URL name another machine; who can reach that server can crash it, and the prompts travel as they are',
  ),
  VLLM_MODEL: z
    .string()
    .min(1)
    .optional()
    .describe('name under which vLLM serves the model; by itself the bundle’s name, `-`, and 12 digits of its digest'),
  VLLM_API_KEY: z.string().min(1).optional().meta({ secret: true }).describe('key that vLLM was started with, if any'),
  VLLM_TIMEOUT_MS: count(60_000).describe('milliseconds that vLLM may be silent before a request is given up'),
  VLLM_EMBEDS_DTYPE: z.enum(torchDtypes).default('float16').describe('number format of the prompts sent to vLLM'),
  MAX_BATCH: count(16).describe('answers decoded at once'),
  MAX_WAITING: count(64).describe('answers that may wait for a place in the batch; more are refused and tried again'),
  MAX_ANSWERS: count(16).describe('follow-up questions under way at once; more are refused with RESOURCE_EXHAUSTED'),
  MAX_STALL_MS: count(50).describe('milliseconds of prompt computation after which running answers get their step'),
  CACHE_MB: count(4_096).describe('megabytes that the keys and values of all answers under way may take'),
  DECODER_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe(
      'threads that decode, each with a session of its own; one a core for small models, one in all for large ones',
    ),
  JOB_LOCK_MS: count(30_000, 1_000).describe('milliseconds after which the job of a silent worker is given to another'),
  OUTAGE_WAIT_MS: count(60_000).describe(
    'longest milliseconds until a study that waits for encoder, decoder or storage looks again; a quarter for urgent ones',
  ),
  DRAIN_TIMEOUT_MS: count(25_000).describe(
    'milliseconds that studies under way get to end after SIGTERM; then they are handed back',
  ),
});
export type Config = z.infer<typeof configSchema>;
