import type { IssuedKey, KeyRecord, TenantRecord } from '@wetread/accounts';
import type { CreatedKey, KeyAnswer, TenantAnswer } from './account-schemas.ts';

export function keyAnswerOf({ tenant: _, ...record }: KeyRecord, lastUsedAt?: string): KeyAnswer {
  return { ...record, ...(lastUsedAt && { lastUsedAt }) };
}

export const createdKeyOf = ({ key, record }: IssuedKey): CreatedKey => ({ ...keyAnswerOf(record), key });

export const tenantAnswerOf = (record: TenantRecord): TenantAnswer => record;
