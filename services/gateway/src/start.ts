import { connectRedis, connectWorkerRedis, JobQueues, JobWorker } from '@wetread/queues';
import { openStorage } from '@wetread/storage';
import { StudyIndex, StudyStore } from '@wetread/studies';
import type { Telemetry } from '@wetread/telemetry';
import { openAccounts } from './accounts.ts';
import type { GatewayParts } from './app.module.ts';
import type { GatewayConfig } from './config.ts';
import { CorrectionStore } from './corrections/correction-store.ts';
import { AddressRules } from './domain/address-rules.ts';
import { Places } from './domain/places.ts';
import { SecretBox } from './domain/sealed-secret.ts';
import { createGatewayApp } from './http.ts';
import { publishEvent } from './jobs/event-publish.ts';
import { deliverWebhook } from './jobs/webhook-deliver.ts';
import { DepthReader } from './metrics.ts';
import { Summaries } from './reads/summaries.ts';
import { Forwarder } from './transport/http/forwarder.ts';
import { ApiDocument } from './transport/http/openapi.ts';
import { DeliveryStore } from './webhooks/delivery-store.ts';
import { EndpointStore } from './webhooks/endpoint-store.ts';
import { WebhookSender } from './webhooks/webhook-sender.ts';

export interface Gateway {
  /** Of the public API, on this machine. */
  readonly port: number;
  /** Takes nothing more in and waits for what runs. */
  close(): Promise<void>;
}

/** @throws WetreadError config_invalid, storage_unavailable */
export async function startGateway(config: GatewayConfig, telemetry: Telemetry): Promise<Gateway> {
  const storage = await openStorage(config.STORAGE_URL, config);
  const redis = connectRedis(config.REDIS_URL);
  const queues = new JobQueues(redis);
  const studies = new StudyStore(storage);
  const rules = new AddressRules(config.WEBHOOK_ALLOWED_RANGES);
  const index = new StudyIndex(redis);
  const parts: GatewayParts = {
    accounts: await openAccounts(config, storage, redis),
    studies,
    index,
    summaries: new Summaries(studies, index),
    corrections: new CorrectionStore(studies),
    endpoints: new EndpointStore(storage, new SecretBox(config.WEBHOOK_SECRET_KEY)),
    deliveries: new DeliveryStore(storage),
    rules,
    forwarder: new Forwarder(config.INGEST_URL),
    document: new ApiDocument(),
    checks: [
      { name: 'redis', check: async () => void (await redis.ping()) },
      { name: 'storage', check: async () => void (await storage.has('readiness')) },
    ],
  };
  const app = await createGatewayApp(parts, new DepthReader(queues, parts.index), telemetry);
  await app.listen(config.HTTP_PORT, config.HOST);
  const jobs = startJobs(config, parts, queues, telemetry);
  return {
    port: (app.getHttpServer().address() as { port: number }).port,
    async close() {
      await Promise.all([app.close(), jobs.close()]);
      await parts.forwarder.close();
      await parts.accounts.uses.close();
      await queues.close();
      redis.disconnect();
    },
  };
}

function startJobs(config: GatewayConfig, parts: GatewayParts, queues: JobQueues, telemetry: Telemetry) {
  const connection = connectWorkerRedis(config.REDIS_URL);
  const schedule = config.WEBHOOK_SCHEDULE;
  const concurrency = config.WEBHOOK_CONCURRENCY;
  const sender = new WebhookSender(parts.rules, { timeoutMs: config.WEBHOOK_TIMEOUT_MS, concurrency });
  const places = new Places({ perEndpoint: config.WEBHOOK_ENDPOINT_CONCURRENCY, total: concurrency });
  const publishing = { ...parts, queues, firstDelayMs: schedule[0] ?? 0 };
  const delivering = { ...parts, sender, places, schedule };
  const worker = new JobWorker(
    'gateway',
    {
      'event.publish': (payload, job) => publishEvent(publishing, payload, job),
      'webhook.deliver': (payload, job) => deliverWebhook(delivering, payload, job),
    },
    {
      connection,
      logger: telemetry.logger,
      concurrency: { 'event.publish': config.PUBLISH_CONCURRENCY, 'webhook.deliver': concurrency },
      lockMs: config.JOB_LOCK_MS,
    },
  );
  return {
    async close() {
      await worker.close();
      await sender.close();
      connection.disconnect();
    },
  };
}
