import type { DynamicModule } from '@nestjs/common';
import type { AuditLog } from '@wetread/audit';
import { HealthController, READINESS_CHECKS, type ReadinessCheck } from '@wetread/http';
import type { JobQueues } from '@wetread/queues';
import type { SearchIndex, StudyIndex, StudyStore } from '@wetread/studies';
import type { Accounts } from './accounts.ts';
import type { BatchParts } from './batches/batch-parts.ts';
import type { Conversations } from './conversation/conversations.ts';
import type { EventStreamOptions } from './conversation/event-stream.ts';
import type { CorrectionStore } from './corrections/correction-store.ts';
import type { DestinationParts } from './destinations/destination-parts.ts';
import type { Dicomweb } from './dicomweb/dicomweb.ts';
import type { AddressRules } from './domain/address-rules.ts';
import type { PageTokens } from './fhir/page-tokens.ts';
import type { Reports } from './fhir/reports.ts';
import type { IdentityParts } from './identity.ts';
import type { LimitsGuard } from './limits/limits.guard.ts';
import type { Summaries } from './reads/summaries.ts';
import {
  ACCOUNTS,
  ADDRESS_RULES,
  API_DOCUMENT,
  BATCH_INTAKE,
  BATCH_OUTPUTS,
  BATCHES,
  CONVERSATIONS,
  CORRECTIONS,
  DELIVERIES,
  DESTINATIONS,
  DICOMWEB,
  ENDPOINT_SWITCH,
  ENDPOINTS,
  EVENT_STREAMS,
  FHIR_PAGES,
  FORWARDER,
  IDENTITY,
  NIGHTS,
  PUBLIC_URL,
  QUEUES,
  REPLAYS,
  REPORTS,
  RULES,
  SEARCH_INDEX,
  STUDIES,
  STUDY_INDEX,
  SUMMARIES,
} from './tokens.ts';
import { ApiKeysController } from './transport/http/api-keys.controller.ts';
import { AuditController } from './transport/http/audit.controller.ts';
import { BatchesController } from './transport/http/batches.controller.ts';
import { CorrectionsController } from './transport/http/corrections.controller.ts';
import { DestinationDeliveriesController } from './transport/http/destination-deliveries.controller.ts';
import { DestinationsController } from './transport/http/destinations.controller.ts';
import { DicomwebRenderedController } from './transport/http/dicomweb-rendered.controller.ts';
import { DicomwebRetrieveController } from './transport/http/dicomweb-retrieve.controller.ts';
import { DicomwebSearchController } from './transport/http/dicomweb-search.controller.ts';
import { EventTypesController } from './transport/http/event-types.controller.ts';
import { FhirController } from './transport/http/fhir.controller.ts';
import { ForwardedController } from './transport/http/forwarded.controller.ts';
import type { Forwarder } from './transport/http/forwarder.ts';
import { IdentityController } from './transport/http/identity.controller.ts';
import { MessagesController } from './transport/http/messages.controller.ts';
import { NightsController } from './transport/http/nights.controller.ts';
import { OpenApiController } from './transport/http/openapi.controller.ts';
import type { ApiDocument } from './transport/http/openapi.ts';
import { RulesController } from './transport/http/rules.controller.ts';
import { StudiesController } from './transport/http/studies.controller.ts';
import { SummaryReportController } from './transport/http/summary-report.controller.ts';
import { TenantsController } from './transport/http/tenants.controller.ts';
import { WebhookControlController } from './transport/http/webhook-control.controller.ts';
import { WebhookDeliveriesController } from './transport/http/webhook-deliveries.controller.ts';
import { WebhookEndpointsController } from './transport/http/webhook-endpoints.controller.ts';
import { WebhookReplaysController } from './transport/http/webhook-replays.controller.ts';
import type { DeliveryStore } from './webhooks/delivery-store.ts';
import type { EndpointStore } from './webhooks/endpoint-store.ts';
import type { EndpointSwitch } from './webhooks/endpoint-switch.ts';
import type { ReplayStore } from './webhooks/replay-store.ts';

export interface GatewayParts {
  readonly accounts: Accounts;
  readonly identity: IdentityParts;
  readonly audit: AuditLog;
  readonly limits: LimitsGuard;
  readonly studies: StudyStore;
  readonly index: StudyIndex;
  readonly searchIndex: SearchIndex;
  readonly endpoints: EndpointStore;
  readonly endpointSwitch: EndpointSwitch;
  readonly deliveries: DeliveryStore;
  readonly destinations: DestinationParts;
  readonly summaries: Summaries;
  readonly corrections: CorrectionStore;
  readonly replays: ReplayStore;
  readonly queues: JobQueues;
  readonly reports: Reports;
  readonly fhirPages: PageTokens;
  readonly publicUrl: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly conversations: Conversations;
  readonly eventStreams: EventStreamOptions;
  readonly batching: BatchParts;
  readonly rules: AddressRules;
  readonly dicomweb: Dicomweb;
  readonly forwarder: Forwarder;
  readonly document: ApiDocument;
  readonly checks: readonly ReadinessCheck[];
}

class GatewayModule {}

/** The HTTP face: which controllers there are, and what each is given. */
export function gatewayModule(parts: GatewayParts): DynamicModule {
  const { batching } = parts;
  return {
    module: GatewayModule,
    controllers: [
      StudiesController,
      IdentityController,
      CorrectionsController,
      FhirController,
      MessagesController,
      WebhookEndpointsController,
      WebhookControlController,
      WebhookDeliveriesController,
      WebhookReplaysController,
      DestinationsController,
      DestinationDeliveriesController,
      SummaryReportController,
      EventTypesController,
      BatchesController,
      RulesController,
      NightsController,
      DicomwebSearchController,
      DicomwebRetrieveController,
      DicomwebRenderedController,
      ForwardedController,
      ApiKeysController,
      AuditController,
      TenantsController,
      OpenApiController,
      HealthController,
    ],
    providers: [
      { provide: ACCOUNTS, useValue: parts.accounts },
      { provide: IDENTITY, useValue: parts.identity },
      { provide: STUDIES, useValue: parts.studies },
      { provide: STUDY_INDEX, useValue: parts.index },
      { provide: SEARCH_INDEX, useValue: parts.searchIndex },
      { provide: ENDPOINTS, useValue: parts.endpoints },
      { provide: ENDPOINT_SWITCH, useValue: parts.endpointSwitch },
      { provide: DELIVERIES, useValue: parts.deliveries },
      { provide: DESTINATIONS, useValue: parts.destinations },
      { provide: SUMMARIES, useValue: parts.summaries },
      { provide: CORRECTIONS, useValue: parts.corrections },
      { provide: REPLAYS, useValue: parts.replays },
      { provide: QUEUES, useValue: parts.queues },
      { provide: REPORTS, useValue: parts.reports },
      { provide: FHIR_PAGES, useValue: parts.fhirPages },
      { provide: PUBLIC_URL, useValue: parts.publicUrl },
      { provide: CONVERSATIONS, useValue: parts.conversations },
      { provide: EVENT_STREAMS, useValue: parts.eventStreams },
      { provide: BATCHES, useValue: batching?.batches },
      { provide: BATCH_INTAKE, useValue: batching },
      { provide: BATCH_OUTPUTS, useValue: batching },
      { provide: RULES, useValue: batching?.standingRules },
      { provide: NIGHTS, useValue: batching?.desk },
      { provide: ADDRESS_RULES, useValue: parts.rules },
      { provide: DICOMWEB, useValue: parts.dicomweb },
      { provide: FORWARDER, useValue: parts.forwarder },
      { provide: API_DOCUMENT, useValue: parts.document },
      { provide: READINESS_CHECKS, useValue: parts.checks },
    ],
  };
}
