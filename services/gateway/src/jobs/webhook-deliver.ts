import { type JobPayload, type StoredEvent, studyOfEvent } from '@wetread/contracts';
import type { IdentityStore } from '@wetread/deidentification';
import type { JobContext } from '@wetread/queues';
import type { StudyStore } from '@wetread/studies';
import type { EndpointRecord } from '../domain/endpoint.ts';
import { bodyOf, type SummaryText } from '../domain/message.ts';
import { webhookMeters } from '../metrics.ts';
import { type DeliverDeps, deliverEvent } from '../webhooks/deliver-event.ts';
import type { EndpointStore } from '../webhooks/endpoint-store.ts';
import type { WebhookSender } from '../webhooks/webhook-sender.ts';

/** Delivers one event to one webhook endpoint, as `deliverEvent` does. */

export interface WebhookDeps extends Omit<DeliverDeps<EndpointRecord>, 'send' | 'meters'> {
  readonly studies: StudyStore;
  readonly endpoints: EndpointStore;
  readonly sender: WebhookSender;
  readonly identities: IdentityStore;
}

export function deliverWebhook(
  deps: WebhookDeps,
  payload: JobPayload<'webhook.deliver'>,
  job: JobContext,
): Promise<void> {
  const send = async (event: StoredEvent, endpoint: EndpointRecord) => {
    const summary = endpoint.payload === 'full' ? await summaryOf(deps.studies, event) : undefined;
    const originalStudy = endpoint.identifiers === 'original' ? await originalOf(deps.identities, event) : undefined;
    const { url, allowedRanges } = endpoint;
    const secrets = deps.endpoints.secretsOf(endpoint);
    return deps.sender.send({ url, allowedRanges, secrets, body: bodyOf(event, summary, originalStudy) }, event);
  };
  return deliverEvent({ ...deps, send, meters: webhookMeters }, payload, job);
}

/** Results are written once, so the body stays the same from attempt to attempt (I3). */
async function summaryOf(studies: StudyStore, { type, tenant, data }: StoredEvent): Promise<SummaryText | undefined> {
  if (type !== 'study.summarized') return undefined;
  const ref = { tenant, study: String(data.study) };
  const result = await studies.findResult(ref, Number(data.revision), String(data.bundle));
  return result && pick(result);
}

/** Sealed once, so that the body stays the same too. */
async function originalOf(identities: IdentityStore, event: StoredEvent): Promise<string | undefined> {
  const study = studyOfEvent(event);
  return study === undefined ? undefined : identities.originalStudy({ tenant: event.tenant, study });
}

const pick = ({ text, findings, impression, notice }: SummaryText): SummaryText => ({
  text,
  findings,
  impression,
  notice,
});
