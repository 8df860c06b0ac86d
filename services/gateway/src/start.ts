import { openAuditLog } from '@wetread/audit';
import { ReadingPace } from '@wetread/batches';
import { closeWithin, InternalPort, releaseCallers, reportCertificates, ServiceCertificates } from '@wetread/http';
import { connectRedis, JobQueues } from '@wetread/queues';
import { openStorage } from '@wetread/storage';
import { SearchIndex, StudyIndex, StudyStore } from '@wetread/studies';
import type { Telemetry } from '@wetread/telemetry';
import { openAccounts } from './accounts.ts';
import type { GatewayParts } from './app.module.ts';
import { openBatching } from './batches/batch-parts.ts';
import type { GatewayConfig } from './config.ts';
import { openConversations } from './conversation/open-conversations.ts';
import { CorrectionStore } from './corrections/correction-store.ts';
import { openDestinations } from './destinations/destination-parts.ts';
import { DestinationStore } from './destinations/destination-store.ts';
import { Dicomweb } from './dicomweb/dicomweb.ts';
import { AddressRules } from './domain/address-rules.ts';
import { SecretBox } from './domain/sealed-secret.ts';
import { webhookWay } from './domain/way.ts';
import { PageTokens } from './fhir/page-tokens.ts';
import { ReportIndex } from './fhir/report-index.ts';
import { Reports } from './fhir/reports.ts';
import { createGatewayApp } from './http.ts';
import { openIdentity } from './identity.ts';
import { startJobs } from './jobs.ts';
import { LimitsGuard } from './limits/limits.guard.ts';
import { TenantLimiter } from './limits/tenant-limiter.ts';
import { DepthReader } from './metrics.ts';
import { Stamps } from './reads/stamps.ts';
import { Summaries } from './reads/summaries.ts';
import { DemandReader } from './sizing/demand-reader.ts';
import { Forwarder } from './transport/http/forwarder.ts';
import { ApiDocument } from './transport/http/openapi.ts';
import { DeliveryStore } from './webhooks/delivery-store.ts';
import { DisabledReceivers } from './webhooks/disabled-receivers.ts';
import { EndpointStore } from './webhooks/endpoint-store.ts';
import { EndpointSwitch } from './webhooks/endpoint-switch.ts';
import { HeldEvents } from './webhooks/held-events.ts';
import { wayOut } from './webhooks/open-sender.ts';
import { ReplayStore } from './webhooks/replay-store.ts';

export interface Gateway {
  /** Of the public API, on this machine. */
  readonly port: number;
  release(): Promise<void>;
  /** Takes nothing more in and waits for what runs. */
  close(): Promise<void>;
}

/** @throws WetreadError config_invalid, storage_unavailable */
export async function startGateway(config: GatewayConfig, telemetry: Telemetry): Promise<Gateway> {
  const certificates = ServiceCertificates.open(config, telemetry.logger);
  reportCertificates({ services: config.GRPC_TLS_CERT });
  const internal = config.INTERNAL_PORT === undefined ? undefined : new InternalPort();
  const storage = await openStorage(config.STORAGE_URL, config);
  const redis = connectRedis(config.REDIS_URL);
  const queues = new JobQueues(redis);
  const studies = new StudyStore(storage);
  const corrections = new CorrectionStore(studies);
  const reportIndex = new ReportIndex(redis, storage);
  const reports = new Reports({ studies, corrections }, reportIndex, config.FHIR_PATIENT_SYSTEM, telemetry.logger);
  const rules = new AddressRules(config.WEBHOOK_ALLOWED_RANGES);
  const index = new StudyIndex(redis);
  const searchIndex = new SearchIndex(redis, storage);
  const box = new SecretBox(config.WEBHOOK_SECRET_KEY);
  const endpoints = new EndpointStore(storage, box, redis);
  const destinations = new DestinationStore(storage, box, redis);
  const held = new HeldEvents(storage);
  const accounts = await openAccounts(config, storage, redis);
  const deliveries = new DeliveryStore(storage);
  const identity = openIdentity(config, storage, accounts.directory);
  const batching = openBatching(config, {
    ...{ studies, index, queues, redis, rules, endpoints, destinations, deliveries },
    search: searchIndex,
    names: identity.names,
  });
  const parts: GatewayParts = {
    accounts,
    identity,
    limits: new LimitsGuard(new TenantLimiter(redis), {
      requests: config.LIMIT_REQUESTS_PER_MINUTE,
      uploads: config.LIMIT_UPLOADS_PER_MINUTE,
    }),
    audit: openAuditLog(storage, config, telemetry.logger),
    studies,
    index,
    searchIndex,
    batching,
    summaries: new Summaries(studies, new Stamps(index)),
    endpoints,
    endpointSwitch: new EndpointSwitch({ studies, queues, endpoints, held, way: webhookWay }),
    destinations: openDestinations(config, {
      ...{ studies, queues, held, rules },
      identities: identity.identities,
      store: destinations,
      way: wayOut(config),
    }),
    corrections,
    reports,
    fhirPages: new PageTokens(box),
    publicUrl: config.PUBLIC_URL,
    corsOrigins: config.CORS_ORIGINS,
    conversations: openConversations(config, { studies, index, queues }),
    eventStreams: { heartbeatMs: config.SSE_HEARTBEAT_MS, logger: telemetry.logger },
    deliveries,
    replays: new ReplayStore(storage),
    queues,
    rules,
    dicomweb: new Dicomweb(
      { studies, index: searchIndex, rows: index },
      {
        threads: config.RENDER_THREADS,
        timeoutMs: config.RENDER_TIMEOUT_MS,
        maxWaiting: config.RENDER_MAX_WAITING,
      },
    ),
    forwarder: new Forwarder(config.INGEST_URL, certificates),
    document: new ApiDocument(),
    checks: [
      { name: 'redis', check: async () => void (await redis.ping()) },
      { name: 'storage', check: async () => void (await storage.has('readiness')) },
    ],
  };
  const demand = new DemandReader(batching.needs, new ReadingPace(redis));
  const app = await createGatewayApp(
    parts,
    new DepthReader(queues, parts.index, demand, new DisabledReceivers(redis)),
    telemetry,
    internal,
  );
  await app.listen(config.HTTP_PORT, config.HOST);
  await internal?.listen(config.INTERNAL_PORT ?? 0, config.HOST);
  reports.fill();
  const jobs = startJobs(config, { ...parts, held, redis }, telemetry);
  return {
    port: (app.getHttpServer().address() as { port: number }).port,
    release: () => releaseCallers(app),
    async close() {
      parts.conversations.drain(config.DRAIN_TIMEOUT_MS);
      await Promise.all([closeWithin(app, config.DRAIN_TIMEOUT_MS), jobs.close()]);
      parts.conversations.close();
      await Promise.all([parts.dicomweb.close(), parts.destinations.close()]);
      await Promise.all([parts.forwarder.close(), reports.close(), batching.qido.close()]);
      await parts.accounts.uses.close();
      await parts.audit.close();
      await queues.close();
      redis.disconnect();
      certificates?.close();
      internal?.close();
    },
  };
}
