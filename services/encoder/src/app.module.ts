import { type DynamicModule, Module } from '@nestjs/common';
import { BatchQueue } from '@wetread/batching';
import { GrpcServer } from '@wetread/grpc';
import { HealthController, READINESS_CHECKS, type ReadinessCheck } from '@wetread/http';
import { type Bundle, loadBundle } from '@wetread/model';
import { type DescribeResponse, Encoder } from '@wetread/protos';
import { type ObjectStorage, openStorage } from '@wetread/storage';
import type { Logger } from '@wetread/telemetry';
import type { Config } from './config.ts';
import { EncodeImages } from './domain/encode-images.ts';
import type { EncodedImage, ImageQueue, ImageSource } from './domain/images.ts';
import { SessionPool } from './inference/session-pool.ts';
import { SessionThread } from './inference/session-thread.ts';
import { EncoderLifecycle } from './lifecycle.ts';
import { reportQueue } from './metrics.ts';
import { encoderHandlers } from './transport/grpc/handlers.ts';

const BUNDLE = Symbol('BUNDLE');
const STORAGE = Symbol('STORAGE');
const QUEUE = Symbol('QUEUE');

@Module({})
export class AppModule {
  /** @param threadScript what a session thread runs, where it is not the service's own */
  static with(config: Config, logger: Logger, threadScript?: URL): DynamicModule {
    return {
      module: AppModule,
      controllers: [HealthController],
      providers: [
        { provide: BUNDLE, useFactory: () => loadBundle(config.BUNDLE_PATH) },
        { provide: STORAGE, useFactory: () => openStorage(config.STORAGE_URL, config) },
        { provide: QUEUE, useFactory: () => queueOf(config) },
        {
          provide: SessionPool,
          inject: [BUNDLE, STORAGE, QUEUE],
          useFactory: (bundle: Bundle, storage: ObjectStorage, queue: ImageQueue) => {
            const startThread = () => new SessionThread(sessionSettings(config, bundle), threadScript);
            return new SessionPool({ queue, storage, logger, threads: config.SESSION_WORKERS, startThread });
          },
        },
        {
          provide: GrpcServer,
          inject: [BUNDLE, QUEUE],
          useFactory: (bundle: Bundle, queue: ImageQueue) => grpcServer(config, bundle, queue, logger),
        },
        {
          provide: EncoderLifecycle,
          inject: [QUEUE, SessionPool, GrpcServer],
          useFactory: (queue: ImageQueue, pool: SessionPool, grpc: GrpcServer) =>
            new EncoderLifecycle(queue, pool, grpc, config.DRAIN_TIMEOUT_MS, logger),
        },
        {
          provide: READINESS_CHECKS,
          inject: [SessionPool],
          useFactory: (pool: SessionPool): ReadinessCheck[] => [{ name: 'sessions', check: async () => pool.check() }],
        },
      ],
    };
  }
}

function queueOf({ MAX_BATCH, MAX_DELAY_MS, MAX_QUEUE }: Config): ImageQueue {
  const options = { maxBatch: MAX_BATCH, maxDelayMs: MAX_DELAY_MS, maxQueue: MAX_QUEUE };
  const queue = new BatchQueue<ImageSource, EncodedImage>(options);
  reportQueue(queue);
  return queue;
}

function sessionSettings(config: Config, { manifest, path }: Bundle) {
  return {
    graph: path(manifest.encoder.file),
    manifest,
    maxBatch: config.MAX_BATCH,
    maxImagePixels: config.MAX_IMAGE_PIXELS,
    intraOpThreads: config.INTRA_OP_THREADS,
    provider: config.EXECUTION_PROVIDER,
  };
}

function grpcServer(config: Config, bundle: Bundle, queue: ImageQueue, logger: Logger): GrpcServer {
  const encoder = new EncodeImages(queue, bundle.digest, config.MAX_IMAGE_PIXELS);
  const handlers = encoderHandlers(encoder, description(config, bundle), logger);
  const service = { name: 'wetread.v1.Encoder', definition: Encoder.service, handlers };
  return new GrpcServer(service, {
    host: config.HOST,
    port: config.GRPC_PORT,
    maxRequestBytes: config.MAX_REQUEST_BYTES,
    tls: config,
  });
}

function description(config: Config, { digest, manifest }: Bundle): DescribeResponse {
  return {
    bundle: digest,
    bundleName: manifest.name,
    bundleVersion: manifest.version,
    imageTokens: manifest.encoder.imageTokens,
    width: manifest.decoder.width,
    maxBatch: config.MAX_BATCH,
    maxImagesPerRequest: config.MAX_QUEUE,
    maxImagePixels: config.MAX_IMAGE_PIXELS,
    maxRequestBytes: config.MAX_REQUEST_BYTES,
  };
}
