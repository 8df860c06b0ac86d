import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  Callers,
  KeyUses,
  KeyVerifier,
  TenantDirectory,
  TenantSecrets,
  TenantStore,
  TokenVerifier,
} from '@wetread/accounts';
import { AuditLog, openAuditLog } from '@wetread/audit';
import { HeldStudies, Joining } from '@wetread/batches';
import { Deidentification, IdentityStore, OriginalUids } from '@wetread/deidentification';
import { RenderPool } from '@wetread/dicom';
import { ApiKeyGuard, HealthController, READINESS_CHECKS, type ReadinessCheck } from '@wetread/http';
import { connectRedis, connectWorkerRedis, JobQueues, JobTimer, JobWorker } from '@wetread/queues';
import { type ObjectStorage, openStorage } from '@wetread/storage';
import { SearchIndex, StudyIndex, StudyStore } from '@wetread/studies';
import type { Logger } from '@wetread/telemetry';
import type { Redis } from 'ioredis';
import type { Config } from './config.ts';
import { Admission } from './domain/admission.ts';
import { admissionRules } from './domain/admission-rules.ts';
import { Spool } from './domain/spool.ts';
import { reconcileStorage } from './jobs/storage-reconcile.ts';
import { type AssembleParts, assembleStudy } from './jobs/study-assemble.ts';
import { IngestLifecycle } from './lifecycle.ts';
import { CompleteController } from './transport/http/complete.controller.ts';
import { IntakeService } from './transport/http/intake.service.ts';
import { StowController } from './transport/http/stow.controller.ts';
import { UploadController } from './transport/http/upload.controller.ts';

const STORAGE = Symbol('STORAGE');
const REDIS = Symbol('REDIS');
const ASSEMBLE_PARTS = Symbol('ASSEMBLE_PARTS');

@Module({})
export class AppModule {
  static with(config: Config, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      controllers: [HealthController, CompleteController, StowController, UploadController],
      providers: [
        { provide: STORAGE, useFactory: () => openStorage(config.STORAGE_URL, config) },
        { provide: REDIS, useFactory: () => connectRedis(config.REDIS_URL) },
        { provide: ASSEMBLE_PARTS, inject: [STORAGE, REDIS], useFactory: ingestParts(config) },
        {
          provide: IntakeService,
          inject: [ASSEMBLE_PARTS, TenantDirectory, Deidentification],
          useFactory: (parts: IngestParts, tenants: TenantDirectory, deidentification: Deidentification) =>
            intakeService(config, parts, tenants, deidentification),
        },
        {
          provide: Deidentification,
          inject: [STORAGE, TenantDirectory],
          useFactory: (storage: ObjectStorage, tenants: TenantDirectory) => {
            const secrets = new TenantSecrets(storage, config.IDENTITY_SECRET_KEY);
            return new Deidentification({ tenants, secrets, identities: new IdentityStore(storage, secrets) });
          },
        },
        {
          provide: AuditLog,
          inject: [STORAGE],
          useFactory: (storage: ObjectStorage) => openAuditLog(storage, config, logger),
        },
        { provide: TenantDirectory, inject: [STORAGE], useFactory: directoryOf },
        { provide: KeyUses, inject: [REDIS], useFactory: (redis: Redis) => new KeyUses(redis) },
        {
          provide: Callers,
          inject: [STORAGE, TenantDirectory, KeyUses],
          useFactory: (storage: ObjectStorage, tenants: TenantDirectory, uses: KeyUses) =>
            new Callers({
              keys: new KeyVerifier(storage),
              tokens: new TokenVerifier(config.OIDC_ISSUERS),
              tenants,
              uses,
            }),
        },
        {
          provide: APP_GUARD,
          inject: [Callers, AuditLog, STORAGE, Deidentification],
          useFactory: (callers: Callers, audit: AuditLog, storage: ObjectStorage, deidentification: Deidentification) =>
            new ApiKeyGuard(callers, audit, new OriginalUids(storage, deidentification)),
        },
        {
          provide: IngestLifecycle,
          inject: [ASSEMBLE_PARTS, REDIS, KeyUses, AuditLog],
          useFactory: (parts: IngestParts, redis: Redis, uses: KeyUses, audit: AuditLog) =>
            lifecycle(config, parts, { redis, uses, audit }, logger),
        },
        { provide: READINESS_CHECKS, inject: [STORAGE, REDIS], useFactory: readinessChecks },
      ],
    };
  }
}

interface IngestParts extends AssembleParts {
  readonly search: SearchIndex;
}

const ingestParts =
  (config: Config) =>
  (storage: ObjectStorage, redis: Redis): IngestParts => {
    const limits = admissionRules(config);
    const index = new StudyIndex(redis);
    return {
      store: new StudyStore(storage),
      index,
      search: new SearchIndex(redis, storage),
      queues: new JobQueues(redis),
      joining: new Joining(storage),
      held: new HeldStudies(redis),
      spool: new Spool(config.SPOOL_DIR, config.MAX_FILE_BYTES),
      renderer: new RenderPool({
        threads: config.RENDER_THREADS,
        // One image of each study is rendered at a time, so that no study finds the pool full.
        maxQueue: config.ASSEMBLY_CONCURRENCY,
        timeoutMs: config.RENDER_TIMEOUT_MS,
        limits,
      }),
    };
  };

function intakeService(
  config: Config,
  { store, index, search, queues, spool }: IngestParts,
  tenants: TenantDirectory,
  deidentification: Deidentification,
): IntakeService {
  const limits = admissionRules(config);
  return new IntakeService(
    { store, index, search, queues, spool, deidentification, limits, quietMs: config.QUIET_MS },
    new Admission(index, tenants, {
      maxUploads: config.MAX_UPLOADS,
      maxPendingStudies: config.MAX_PENDING_STUDIES,
      maxQueuedStudies: config.LIMIT_QUEUED_STUDIES,
    }),
    { maxRequestBytes: config.MAX_REQUEST_BYTES, maxFiles: config.MAX_FILES_PER_REQUEST },
    config.PUBLIC_URL,
  );
}

const directoryOf = (storage: ObjectStorage) => new TenantDirectory(new TenantStore(storage));

interface Shared {
  readonly redis: Redis;
  readonly uses: KeyUses;
  readonly audit: AuditLog;
}

function lifecycle(
  config: Config,
  parts: IngestParts,
  { redis, uses, audit }: Shared,
  logger: Logger,
): IngestLifecycle {
  const { queues, spool, renderer } = parts;
  const reconcileParts = { ...parts, quietMs: config.QUIET_MS, stuckMs: config.STUCK_MS };
  const connection = connectWorkerRedis(config.REDIS_URL);
  return new IngestLifecycle({
    spool,
    renderer,
    queues,
    uses,
    audit,
    connections: [redis, connection],
    drainTimeoutMs: config.DRAIN_TIMEOUT_MS,
    timer: new JobTimer(queues, 'storage.reconcile', config.RECONCILE_EVERY_MS, logger),
    startWorker: () =>
      new JobWorker(
        'ingest',
        {
          'study.assemble': (ref, job) => assembleStudy(parts, ref, job),
          'storage.reconcile': (_, job) => reconcileStorage(reconcileParts, job.logger),
        },
        {
          connection,
          logger,
          concurrency: { 'study.assemble': config.ASSEMBLY_CONCURRENCY },
          lockMs: config.JOB_LOCK_MS,
        },
      ),
  });
}

const readinessChecks = (storage: ObjectStorage, redis: Redis): ReadinessCheck[] => [
  { name: 'redis', check: async () => void (await redis.ping()) },
  { name: 'storage', check: async () => void (await storage.has('accounts/ready')) },
];
