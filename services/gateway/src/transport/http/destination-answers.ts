import type { StoredEvent } from '@wetread/contracts';
import type { DeliveryRecord } from '../../domain/delivery.ts';
import type { DestinationRecord } from '../../domain/destination.ts';
import { isDisabled } from '../../domain/receiver.ts';
import type { DestinationAnswer, DestinationDelivery } from './destination-schemas.ts';

/** Without what authorizes. */
export function destinationAnswerOf(record: DestinationRecord): DestinationAnswer {
  const { id, description, allowedRanges, createdAt, disabledAt, disabledReason } = record;
  const shown = {
    id,
    ...(description && { description }),
    ...(allowedRanges && { allowedRanges }),
    identifiers: record.identifiers ?? 'stored',
    status: isDisabled(record) ? ('disabled' as const) : ('enabled' as const),
    draining: record.draining === true,
    createdAt,
    ...(disabledAt && { disabledAt }),
    ...(disabledReason && disabledReason !== 'gone' && { disabledReason }),
  };
  if (record.kind === 'dicomweb') {
    return { kind: record.kind, url: record.url, authorized: record.authorization !== undefined, ...shown };
  }
  const { kind, host, port, calledAeTitle, callingAeTitle, tls } = record;
  return { kind, host, port, calledAeTitle, callingAeTitle, tls, ...shown };
}

/** @param event undefined where its study was deleted */
export function destinationDeliveryOf(delivery: DeliveryRecord, event: StoredEvent | undefined): DestinationDelivery {
  const { endpoint: _, earlier: __, replay: ___, type: ____, ...answer } = delivery;
  if (!event) return answer;
  return { ...answer, study: String(event.data.study), revision: Number(event.data.revision) };
}
