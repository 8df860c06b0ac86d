import { eventTypes } from '@wetread/contracts';
import type { DeliveryRecord } from '../../domain/delivery.ts';
import { type EndpointRecord, liveKeys, signaturesOf } from '../../domain/endpoint.ts';
import { isDisabled } from '../../domain/receiver.ts';
import type { ReplayRecord } from '../../domain/replay.ts';
import type { CreatedEndpoint, DeliveryAnswer, EndpointAnswer, ReplayAnswer } from './webhook-schemas.ts';

/** Without what signs: a shared secret is shown once. */
export function endpointAnswerOf(record: EndpointRecord): EndpointAnswer {
  const { id, url, events = eventTypes, description, payload, allowedRanges, createdAt } = record;
  const { identifiers = 'stored' } = record;
  const { disabledAt, disabledReason } = record;
  const publicKeys = liveKeys(record).flatMap(({ publicKey }) => publicKey ?? []);
  return {
    id,
    url,
    events: [...events],
    ...(description && { description }),
    payload,
    signatures: signaturesOf(record),
    ...(publicKeys.length > 0 && { publicKeys }),
    ...(allowedRanges && { allowedRanges }),
    identifiers,
    status: isDisabled(record) ? 'disabled' : 'enabled',
    draining: record.draining === true,
    createdAt,
    ...(disabledAt && { disabledAt }),
    ...(disabledReason && { disabledReason }),
  };
}

export const shownAnswerOf = ({ record, secret }: { record: EndpointRecord; secret?: string }): CreatedEndpoint => ({
  ...endpointAnswerOf(record),
  ...(secret && { secret }),
});

export function deliveryAnswerOf(delivery: DeliveryRecord): DeliveryAnswer {
  const { endpoint: _, earlier: __, replay: ___, ...answer } = delivery;
  return answer;
}

export function replayAnswerOf(replay: ReplayRecord, cancelled: boolean): ReplayAnswer {
  const { tenant: _, endpoint: __, cursor: ___, ...answer } = replay;
  return { ...answer, status: cancelled && answer.status === 'running' ? 'cancelling' : answer.status };
}
