import type { IdentityStore } from '@wetread/deidentification';
import type { GatewayConfig } from '../config.ts';
import type { AddressRules } from '../domain/address-rules.ts';
import type { DestinationRecord } from '../domain/destination.ts';
import { pacsWay } from '../domain/way.ts';
import { EndpointSwitch, type SwitchParts } from '../webhooks/endpoint-switch.ts';
import type { GuardedAgentOptions } from '../webhooks/guarded-agent.ts';
import { GuardedWays } from '../webhooks/guarded-ways.ts';
import { Associations } from './associations.ts';
import type { DestinationStore } from './destination-store.ts';
import { PacsPlaces } from './pacs-places.ts';
import { PacsSender } from './pacs-sender.ts';
import { StowClient } from './stow-client.ts';
import { SummaryReports } from './summary-reports.ts';

/** What sends summaries to PACS. */
export interface DestinationParts {
  readonly store: DestinationStore;
  readonly switch: EndpointSwitch<DestinationRecord>;
  readonly reports: SummaryReports;
  readonly sender: PacsSender;
  readonly places: PacsPlaces;
  close(): Promise<void>;
}

/** Attempts under way to one PACS: those of DIMSE share an association, and wait for it in turn. */
const perDestination = 4;
const lingerMs = 5_000;

export interface DestinationOptions extends Omit<SwitchParts<DestinationRecord>, 'endpoints' | 'way'> {
  readonly store: DestinationStore;
  readonly rules: AddressRules;
  readonly identities: IdentityStore;
  readonly way: Pick<GuardedAgentOptions, 'tls' | 'proxy'>;
}

export function openDestinations(config: GatewayConfig, options: DestinationOptions): DestinationParts {
  const { store, rules, studies, queues, held, identities, way } = options;
  const { WEBHOOK_TIMEOUT_MS: timeoutMs, DESTINATION_CONCURRENCY: total } = config;
  const ways = new GuardedWays(rules, { connections: perDestination, timeoutMs, ...way });
  const associations = new Associations(rules, { timeoutMs, lingerMs, ...way });
  const reports = new SummaryReports(studies, identities);
  const stow = new StowClient(ways, timeoutMs);
  return {
    store,
    switch: new EndpointSwitch({ studies, queues, held, endpoints: store, way: pacsWay }),
    reports,
    sender: new PacsSender({ studies, destinations: store, reports, associations, stow }),
    places: new PacsPlaces({ perEndpoint: perDestination, total }),
    async close() {
      await associations.close();
      await ways.close();
      await way.proxy?.close();
    },
  };
}
