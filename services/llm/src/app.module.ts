import { type DynamicModule, Module } from '@nestjs/common';
import { HealthController, READINESS_CHECKS, type ReadinessCheck } from '@wetread/http';
import { type Bundle, loadBundle } from '@wetread/model';
import { connectRedis, connectWorkerRedis, JobQueues, JobWorker } from '@wetread/queues';
import { type ObjectStorage, openStorage } from '@wetread/storage';
import { StudyStore } from '@wetread/studies';
import type { Logger } from '@wetread/telemetry';
import type { Redis } from 'ioredis';
import type { Config } from './config.ts';
import { OnnxDecoder } from './decode/onnx-decoder.ts';
import { Prompts } from './domain/prompts.ts';
import { type SummarizeDeps, summarizeStudy } from './jobs/study-summarize.ts';
import { LlmLifecycle } from './lifecycle.ts';
import { GrpcImageEncoder } from './transport/grpc/encoder-client.ts';

const BUNDLE = Symbol('BUNDLE');
const STORAGE = Symbol('STORAGE');
const REDIS = Symbol('REDIS');

@Module({})
export class AppModule {
  static with(config: Config, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      controllers: [HealthController],
      providers: [
        { provide: BUNDLE, useFactory: () => loadBundle(config.BUNDLE_PATH) },
        { provide: STORAGE, useFactory: () => openStorage(config.STORAGE_URL, config) },
        { provide: REDIS, useFactory: () => connectRedis(config.REDIS_URL) },
        { provide: OnnxDecoder, inject: [BUNDLE], useFactory: (bundle: Bundle) => openDecoder(config, bundle) },
        { provide: GrpcImageEncoder, inject: [BUNDLE], useFactory: (bundle: Bundle) => encoderOf(config, bundle) },
        { provide: Prompts, inject: [BUNDLE], useFactory: (bundle: Bundle) => Prompts.open(bundle) },
        {
          provide: LlmLifecycle,
          inject: [BUNDLE, STORAGE, REDIS, OnnxDecoder, GrpcImageEncoder, Prompts],
          useFactory: (
            bundle: Bundle,
            storage: ObjectStorage,
            redis: Redis,
            decoder: OnnxDecoder,
            encoder: GrpcImageEncoder,
            prompts: Prompts,
          ) => {
            const queues = new JobQueues(redis);
            const deps = { bundle, decoder, encoder, prompts, queues, store: new StudyStore(storage) };
            return lifecycle(config, deps, redis, logger);
          },
        },
        {
          provide: READINESS_CHECKS,
          inject: [REDIS, GrpcImageEncoder],
          useFactory: (redis: Redis, encoder: GrpcImageEncoder): ReadinessCheck[] => [
            { name: 'redis', check: async () => void (await redis.ping()) },
            { name: 'encoder', check: () => encoder.check() },
          ],
        },
      ],
    };
  }
}

function openDecoder(config: Config, bundle: Bundle): Promise<OnnxDecoder> {
  const { MAX_BATCH: maxBatch, MAX_WAITING: maxWaiting, MAX_STALL_MS: maxStallMs, DECODER_WORKERS: workers } = config;
  return OnnxDecoder.open(bundle, { maxBatch, maxWaiting, maxStallMs, ...(workers !== undefined && { workers }) });
}

function encoderOf(config: Config, { digest, manifest }: Bundle): GrpcImageEncoder {
  return new GrpcImageEncoder({
    address: config.ENCODER_ADDRESS,
    timeoutMs: config.ENCODE_TIMEOUT_MS,
    bundle: digest,
    imageTokens: manifest.encoder.imageTokens,
    width: manifest.decoder.width,
  });
}

interface Parts extends SummarizeDeps {
  readonly decoder: OnnxDecoder;
  readonly encoder: GrpcImageEncoder;
}

function lifecycle(config: Config, deps: Parts, redis: Redis, logger: Logger): LlmLifecycle {
  const connection = connectWorkerRedis(config.REDIS_URL);
  return new LlmLifecycle({
    decoder: deps.decoder,
    encoder: deps.encoder,
    queues: deps.queues,
    connections: [redis, connection],
    drainTimeoutMs: config.DRAIN_TIMEOUT_MS,
    startWorker: () =>
      new JobWorker(
        'llm',
        { 'study.summarize': (payload, job) => summarizeStudy(deps, payload, job) },
        { connection, logger, concurrency: { 'study.summarize': config.CONCURRENCY }, lockMs: config.JOB_LOCK_MS },
      ),
  });
}
