import { BatchStore, HeldStudies, RuleStore, StopOrders } from '@wetread/batches';
import type { OriginalNames } from '@wetread/deidentification';
import type { JobQueues } from '@wetread/queues';
import type { SearchIndex, StudyIndex, StudyStore } from '@wetread/studies';
import type { Redis } from 'ioredis';
import type { GatewayConfig } from '../config.ts';
import type { AddressRules } from '../domain/address-rules.ts';
import type { AdvanceDeps } from '../jobs/batch-advance.ts';
import { NightDesk } from '../nights/night-desk.ts';
import { NightStore } from '../nights/night-store.ts';
import { QidoClient } from '../nights/qido-client.ts';
import { BatchNeeds } from '../sizing/batch-needs.ts';
import { wayOut } from '../webhooks/open-sender.ts';
import type { EventStores } from '../webhooks/study-events.ts';
import { EndedStudies } from './ended-studies.ts';
import type { BatchIntakeParts } from './intake.ts';
import { SegmentStore } from './segments.ts';
import { StudyWork } from './study-work.ts';

/** All that batches, rules and nights are made of. */
export interface BatchParts extends AdvanceDeps, BatchIntakeParts, EventStores {
  readonly search: SearchIndex;
  readonly standingRules: RuleStore;
  readonly nights: NightStore;
  readonly desk: NightDesk;
  readonly qido: QidoClient;
}

interface Given extends EventStores {
  readonly studies: StudyStore;
  readonly index: StudyIndex;
  readonly search: SearchIndex;
  readonly names: OriginalNames;
  readonly queues: JobQueues;
  readonly redis: Redis;
  readonly rules: AddressRules;
}

export function openBatching(config: GatewayConfig, { redis, rules, ...given }: Given): BatchParts {
  const { studies, index, queues } = given;
  const { storage } = studies;
  const ended = new EndedStudies(redis);
  const held = new HeldStudies(redis);
  const nights = new NightStore(storage);
  const qido = new QidoClient(rules, wayOut(config));
  return {
    ...given,
    batches: new BatchStore(storage),
    segments: new SegmentStore(storage),
    work: new StudyWork({ studies, index, queues, held, stops: new StopOrders(redis), ended }),
    ended,
    needs: new BatchNeeds(redis),
    standingRules: new RuleStore(storage),
    nights,
    qido,
    desk: new NightDesk({ ...given, nights, qido }),
    maxItems: config.BATCH_MAX_ITEMS,
    maxInputBytes: config.BATCH_MAX_BYTES,
    maxInFlight: config.BATCH_IN_FLIGHT,
    tickMs: config.BATCH_TICK_MS,
    sweepMs: config.BATCH_SWEEP_MS,
  };
}
