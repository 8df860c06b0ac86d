/**
 * What sizes are computed from. Own figures are those of docs/benchmarks.md; a GPU's are published, each with its source. Nothing here
 * was measured on a GPU by us.
 */

export interface Gpu {
  readonly name: string;
  /** What one device is that Kubernetes counts. */
  readonly device: string;
  /** Tokens a second that one vLLM server decodes of a model of 7 billion parameters in 16 bit, many requests at once. */
  readonly tokensASecond: number;
  readonly source: string;
}

const lambda = 'Mistral-7B on one device, vLLM 0.5.4: github.com/LambdaLabsML/vllm-benchmark, benchmark_v0.md';

export const gpus = {
  mi250x: {
    name: 'AMD MI250X',
    device: 'one of the two devices of a card',
    tokensASecond: 1_270,
    source:
      'no figure for a 7B model is published; that of the A100, less by the ratio of memory bandwidth (1.6 against 2.0 TB/s). ' +
      'embeddedllm.com/blog/vllm_rocm found the MI210, the same chip, level with the A100',
  },
  a100: { name: 'NVIDIA A100 80 GB', device: 'one GPU', tokensASecond: 1_591, source: lambda },
  h100: { name: 'NVIDIA H100 80 GB', device: 'one GPU', tokensASecond: 3_281, source: lambda },
} as const satisfies Record<string, Gpu>;

export type GpuName = keyof typeof gpus;

/** Processor milliseconds of one core, `npm run bench -- pipeline`: all that a study costs apart from the models. */
export const aroundModelsMs = { ingest: 25, encoder: 11, llm: 19, gateway: 16 } as const;

/** Processor milliseconds of one core for one image through Swin-T at 224 × 224, `npm run bench -- pipeline --sized`. */
export const encoderImageMs = 145;

/** Bytes in Redis for a study, measured over 300: its jobs, its row in the lists, its deliveries. */
export const redisBytesAStudy = 4_000;

/** Bytes that a rendering adds for each byte of pixels in 16 bit: 0.7 bytes a pixel as PNG, measured on the samples. */
export const renderedPart = 0.35;

/** Bytes in object storage for a study besides its images: records, revision, result, events, deliveries. */
export const recordBytesAStudy = 100_000;
