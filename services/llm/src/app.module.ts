import { type DynamicModule, Module } from '@nestjs/common';
import { putCurrentBundle, ReadingPace, StopOrders } from '@wetread/batches';
import { GrpcServer } from '@wetread/grpc';
import { HealthController, READINESS_CHECKS, type ReadinessCheck } from '@wetread/http';
import { type Bundle, loadBundle } from '@wetread/model';
import { Reader as ReaderService } from '@wetread/protos';
import { connectRedis, connectWorkerRedis, JobQueues, JobWorker } from '@wetread/queues';
import { type ObjectStorage, openStorage } from '@wetread/storage';
import { StudyStore } from '@wetread/studies';
import type { Logger } from '@wetread/telemetry';
import type { Redis } from 'ioredis';
import type { Config } from './config.ts';
import type { Decoder } from './decode/decoder.ts';
import { openDecoder } from './decode/open-decoder.ts';
import { Admission } from './domain/admission.ts';
import { Prompts } from './domain/prompts.ts';
import type { Reader } from './domain/reading.ts';
import { StopWatch } from './domain/stop-watch.ts';
import { type SummarizeDeps, summarizeStudy } from './jobs/study-summarize.ts';
import { LlmLifecycle } from './lifecycle.ts';
import { reportAnswers } from './metrics.ts';
import { GrpcImageEncoder } from './transport/grpc/encoder-client.ts';
import { readerHandlers } from './transport/grpc/reader-handlers.ts';

const BUNDLE = Symbol('BUNDLE');
const STORAGE = Symbol('STORAGE');
const REDIS = Symbol('REDIS');
const DECODER = Symbol('DECODER');

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
        { provide: DECODER, inject: [BUNDLE], useFactory: (bundle: Bundle) => openDecoder(config, bundle) },
        { provide: GrpcImageEncoder, inject: [BUNDLE], useFactory: (bundle: Bundle) => encoderOf(config, bundle) },
        { provide: Prompts, inject: [BUNDLE], useFactory: (bundle: Bundle) => Prompts.open(bundle) },
        {
          provide: GrpcServer,
          inject: [BUNDLE, DECODER, GrpcImageEncoder, Prompts],
          useFactory: (bundle: Bundle, decoder: Decoder, encoder: GrpcImageEncoder, prompts: Prompts) =>
            readerServer(config, { bundle, decoder, encoder, prompts }, logger),
        },
        {
          provide: LlmLifecycle,
          inject: [BUNDLE, STORAGE, REDIS, DECODER, GrpcImageEncoder, Prompts, GrpcServer],
          useFactory: (
            bundle: Bundle,
            storage: ObjectStorage,
            redis: Redis,
            decoder: Decoder,
            encoder: GrpcImageEncoder,
            prompts: Prompts,
            grpc: GrpcServer,
          ) => {
            const queues = new JobQueues(redis);
            const stops = new StopWatch(new StopOrders(redis), logger);
            const [store, pace] = [new StudyStore(storage), new ReadingPace(redis)];
            const outageWaitMs = config.OUTAGE_WAIT_MS;
            const deps = { bundle, decoder, encoder, grpc, prompts, queues, stops, store, pace, outageWaitMs };
            return lifecycle(config, deps, redis, logger);
          },
        },
        {
          provide: READINESS_CHECKS,
          inject: [REDIS, GrpcImageEncoder, DECODER],
          useFactory: (redis: Redis, encoder: GrpcImageEncoder, decoder: Decoder): ReadinessCheck[] => [
            { name: 'redis', check: async () => void (await redis.ping()) },
            { name: 'encoder', check: () => encoder.check() },
            { name: 'decoder', check: () => decoder.check() },
          ],
        },
      ],
    };
  }
}

function encoderOf(config: Config, { digest, manifest }: Bundle): GrpcImageEncoder {
  return new GrpcImageEncoder({
    address: config.ENCODER_ADDRESS,
    tls: config,
    timeoutMs: config.ENCODE_TIMEOUT_MS,
    bundle: digest,
    imageTokens: manifest.encoder.imageTokens,
    width: manifest.decoder.width,
  });
}

interface Parts extends SummarizeDeps {
  readonly decoder: Decoder;
  readonly encoder: GrpcImageEncoder;
  readonly grpc: GrpcServer;
}

function lifecycle(config: Config, deps: Parts, redis: Redis, logger: Logger): LlmLifecycle {
  const connection = connectWorkerRedis(config.REDIS_URL);
  return new LlmLifecycle({
    decoder: deps.decoder,
    encoder: deps.encoder,
    grpc: deps.grpc,
    queues: deps.queues,
    stops: deps.stops,
    announceBundle: () => putCurrentBundle(deps.store.storage, { ...deps.bundle.manifest, digest: deps.bundle.digest }),
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

/** Histories are text: more than this is no conversation. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

function readerServer(config: Config, reader: Reader, logger: Logger): GrpcServer {
  const admission = new Admission(config.MAX_ANSWERS);
  reportAnswers(admission);
  const handlers = readerHandlers(reader, admission, logger);
  const service = { name: 'wetread.v1.Reader', definition: ReaderService.service, handlers };
  return new GrpcServer(service, {
    host: config.HOST,
    port: config.GRPC_PORT,
    maxRequestBytes: MAX_REQUEST_BYTES,
    tls: config,
  });
}
