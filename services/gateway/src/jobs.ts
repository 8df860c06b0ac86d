import { jobsOf } from '@wetread/contracts';
import { connectWorkerRedis, Housekeeper, JobTimer, JobWorker } from '@wetread/queues';
import type { Telemetry } from '@wetread/telemetry';
import type { Redis } from 'ioredis';
import type { GatewayParts } from './app.module.ts';
import type { GatewayConfig } from './config.ts';
import { Places } from './domain/places.ts';
import { pacsWay, webhookWay } from './domain/way.ts';
import { advanceBatch } from './jobs/batch-advance.ts';
import { sweepBatches } from './jobs/batch-sweep.ts';
import { deliverToDestination } from './jobs/destination-deliver.ts';
import { publishEvent } from './jobs/event-publish.ts';
import { closeNight } from './jobs/night-close.ts';
import { deliverWebhook } from './jobs/webhook-deliver.ts';
import { drainEndpoint } from './jobs/webhook-drain.ts';
import { reconcileWebhooks } from './jobs/webhook-reconcile.ts';
import { replayEvents } from './jobs/webhook-replay.ts';
import { FailingEndpoints } from './webhooks/failing-endpoints.ts';
import type { HeldEvents } from './webhooks/held-events.ts';
import { openSender } from './webhooks/open-sender.ts';
import { RecentEvents } from './webhooks/recent-events.ts';

export interface JobParts extends GatewayParts {
  readonly held: HeldEvents;
  readonly redis: Redis;
}

/** Long jobs that mostly wait: one an endpoint, so that a slow one keeps no other from its turn. */
const drainsAtOnce = 200;
const webhookReconcileMs = 30_000;

/** The gateway's share of the job catalogue, running. */
export function startJobs(config: GatewayConfig, parts: JobParts, telemetry: Telemetry) {
  let stopping = false;
  const connection = connectWorkerRedis(config.REDIS_URL);
  const schedule = config.WEBHOOK_SCHEDULE;
  const concurrency = config.WEBHOOK_CONCURRENCY;
  const sender = openSender(config, parts.rules);
  const places = new Places({ perEndpoint: config.WEBHOOK_ENDPOINT_CONCURRENCY, total: concurrency });
  const failing = new FailingEndpoints(parts.redis, config.WEBHOOK_DISABLE_AFTER);
  const { store: destinations, switch: destinationSwitch } = parts.destinations;
  const ways = { destinations, destinationSwitch, way: webhookWay };
  const firstDelayMs = schedule[0] ?? 0;
  const pacs = { ...parts, endpoints: destinations, endpointSwitch: destinationSwitch, way: pacsWay, firstDelayMs };
  const publishing = { ...parts, ...ways, ended: parts.batching.ended, firstDelayMs, toDestinations: pacs };
  const events = new RecentEvents(parts.studies);
  const { identities } = parts.identity;
  const delivering = { ...parts, events, sender, identities, places, schedule, failing };
  const sending = { ...pacs, ...parts.destinations, events, schedule, failing };
  const resending = { isStopping: () => stopping, perSecond: config.WEBHOOK_DRAIN_PER_SECOND };
  const webhooks = { ...parts, ...ways, ...resending };
  const worker = new JobWorker(
    'gateway',
    {
      'event.publish': (payload, job) => publishEvent(publishing, payload, job),
      'webhook.deliver': (payload, job) => deliverWebhook(delivering, payload, job),
      'webhook.drain': (payload, job) => drainEndpoint(webhooks, payload, job),
      'webhook.replay': (payload, job) => replayEvents(webhooks, payload, job),
      'destination.deliver': (payload, job) => deliverToDestination(sending, payload, job),
      'destination.drain': (payload, job) => drainEndpoint({ ...pacs, ...resending }, payload, job),
      'batch.advance': (payload, job) => advanceBatch(parts.batching, payload, job),
      'batch.sweep': (_, job) => sweepBatches(parts.batching, job),
      'night.close': (payload, job) => closeNight(parts.batching, payload, job),
      'webhook.reconcile': (_, job) => reconcileWebhooks(publishing, job.logger),
    },
    {
      connection,
      logger: telemetry.logger,
      concurrency: {
        'event.publish': config.PUBLISH_CONCURRENCY,
        'webhook.deliver': concurrency,
        'webhook.drain': drainsAtOnce,
        'webhook.replay': drainsAtOnce,
        'destination.deliver': config.DESTINATION_CONCURRENCY,
        'destination.drain': drainsAtOnce,
        'batch.advance': config.BATCH_CONCURRENCY,
        'night.close': 2,
      },
      lockMs: config.JOB_LOCK_MS,
    },
  );
  const timer = new JobTimer(parts.queues, 'webhook.reconcile', webhookReconcileMs, telemetry.logger);
  const sweep = new JobTimer(parts.queues, 'batch.sweep', config.BATCH_SWEEP_MS, telemetry.logger);
  // The pools of llm workers may sleep, all of them; a gateway is always there.
  const keeping = { queues: parts.queues, connection, logger: telemetry.logger, lockMs: config.JOB_LOCK_MS };
  const keeper = new Housekeeper(jobsOf('llm'), keeping);
  sweep.start();
  timer.start();
  keeper.start();
  return {
    async close() {
      stopping = true;
      await timer.stop();
      await sweep.stop();
      await keeper.stop();
      await worker.close();
      await sender.close();
      connection.disconnect();
    },
  };
}
