import {
  aroundModelsMs,
  encoderImageMs,
  type Gpu,
  recordBytesAStudy,
  redisBytesAStudy,
  renderedPart,
} from './figures.ts';

export interface Night {
  readonly studies: number;
  /** Time there is for them. */
  readonly seconds: number;
  /** Images of a study that reach the encoder. */
  readonly imagesAStudy: number;
  /** Tokens of a summary. */
  readonly tokensAStudy: number;
  /** Megabytes of a file as it is sent. */
  readonly megabytesAnImage: number;
  /** Part of the time that is kept for what goes wrong: 0.3 leaves 0.7 for the work. */
  readonly spare: number;
}

export interface Pool {
  readonly pool: string;
  /** What it must do in a second. */
  readonly load: number;
  readonly unit: string;
  /** What one device or core does in a second. */
  readonly each: number;
  readonly of: string;
  readonly count: number;
}

export interface Plan {
  readonly studiesASecond: number;
  readonly pools: readonly Pool[];
  readonly redisBytes: number;
  readonly storageBytes: number;
}

/** Sizes for the work of one night, with the same pace from its first study to its last. */
export function planFor(night: Night, gpu: Gpu): Plan {
  const rate = night.studies / (night.seconds * (1 - night.spare));
  const images = rate * night.imagesAStudy;
  const imageBytes = night.imagesAStudy * night.megabytesAnImage * 1e6 * (1 + renderedPart);
  const cores = (pool: string, ms: number) => poolOf(pool, rate, 'studies', 1_000 / ms, 'core');
  return {
    studiesASecond: rate,
    pools: [
      poolOf('llm: vLLM', rate * night.tokensAStudy, 'tokens', gpu.tokensASecond, gpu.name),
      cores('llm: worker', aroundModelsMs.llm),
      poolOf('encoder', images, 'images', 1_000 / (encoderImageMs + aroundModelsMs.encoder), 'core'),
      cores('ingest', aroundModelsMs.ingest * night.imagesAStudy),
      cores('gateway', aroundModelsMs.gateway),
    ],
    redisBytes: night.studies * redisBytesAStudy,
    storageBytes: night.studies * (imageBytes + recordBytesAStudy),
  };
}

function poolOf(pool: string, load: number, unit: string, each: number, of: string): Pool {
  return { pool, load, unit, each, of, count: Math.max(1, Math.ceil(load / each)) };
}
