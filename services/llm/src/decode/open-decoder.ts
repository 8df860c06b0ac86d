import { WetreadError } from '@wetread/contracts';
import type { Bundle } from '@wetread/model';
import type { Config } from '../config.ts';
import type { Decoder } from './decoder.ts';
import { OnnxDecoder } from './onnx-decoder.ts';
import { VllmDecoder } from './vllm/vllm-decoder.ts';

/** The engine that the configuration names. @throws WetreadError `bundle_invalid`, `config_invalid`, `decoder_unavailable` */
export function openDecoder(config: Config, bundle: Bundle): Promise<Decoder> {
  return config.DECODER === 'vllm' ? openVllm(config, bundle) : openOnnx(config, bundle);
}

function openOnnx(config: Config, bundle: Bundle): Promise<Decoder> {
  const { MAX_BATCH: maxBatch, MAX_WAITING: maxWaiting, MAX_STALL_MS: maxStallMs, DECODER_WORKERS: workers } = config;
  const limits = { maxBatch, maxWaiting, maxStallMs, cacheBytes: config.CACHE_MB * 2 ** 20 };
  return OnnxDecoder.open(bundle, { ...limits, ...(workers !== undefined && { workers }) });
}

async function openVllm(config: Config, bundle: Bundle): Promise<Decoder> {
  checkAddress(config);
  const { MAX_BATCH: maxBatch, MAX_WAITING: maxWaiting, VLLM_API_KEY: apiKey } = config;
  return VllmDecoder.open(bundle, {
    url: config.VLLM_URL,
    model: config.VLLM_MODEL ?? servedName(bundle),
    dtype: config.VLLM_EMBEDS_DTYPE,
    silenceMs: config.VLLM_TIMEOUT_MS,
    maxBatch,
    maxWaiting,
    ...(apiKey !== undefined && { apiKey }),
  });
}

/** A server that holds other weights does not have this name, so it can never answer in this bundle's name (I7). */
export const servedName = ({ manifest, digest }: Bundle): string => `${manifest.name}-${digest.slice(0, 12)}`;

/**
 * vLLM loads the embeddings as a file of PyTorch and its documentation says that only trusted callers may send any; and
 * they are made of a patient's image, on a connection that is not encrypted. So the server is a sidecar, unless
 * somebody answers for the network in between.
 */
function checkAddress({ VLLM_URL, VLLM_ALLOW_REMOTE }: Config): void {
  const { hostname } = new URL(VLLM_URL);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  if (loopback || VLLM_ALLOW_REMOTE) return;
  throw new WetreadError(
    'config_invalid',
    `VLLM_URL: ${hostname} is another machine. Run vLLM beside this process, or set VLLM_ALLOW_REMOTE=true where the network between is trusted`,
  );
}
