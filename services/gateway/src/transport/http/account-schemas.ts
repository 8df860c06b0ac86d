import { scopes, tenantLimits } from '@wetread/accounts';
import { deidentificationOptions, tenantId } from '@wetread/contracts';
import { z } from 'zod';

/** Bodies of keys and tenants. */

const time = z.iso.datetime().meta({ example: '2026-03-01T21:04:11.250Z' });
const future = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) > Date.now(), 'is in the past')
  .describe('When the key ends; without it, when it is revoked.');
const name = z.string().min(1).max(100).meta({ example: 'PACS bridge' });

export const keyParams = z.object({ id: z.uuid().describe('Id of an API key.') });

export const newKey = z
  .object({
    name,
    scopes: z.array(z.enum(scopes)).min(1).describe('What the key opens; `admin` opens everything.'),
    expiresAt: future.optional(),
  })
  .meta({ id: 'NewApiKey' });
export type NewKeyInput = z.infer<typeof newKey>;

export const rotation = z
  .object({
    overlapSeconds: z
      .int()
      .min(0)
      .max(30 * 24 * 3_600)
      .default(24 * 3_600)
      .describe('How long the old key still works; every process may believe it ten seconds more.'),
  })
  .meta({ id: 'ApiKeyRotation' });

const keyFields = {
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe('The first characters, by which to tell keys apart.').meta({ example: 'wr_k3Xa0' }),
  scopes: z.array(z.enum(scopes)),
  createdAt: time,
  expiresAt: time.optional(),
  replacedBy: z.uuid().optional().describe('The key that it was rotated to.'),
  lastUsedAt: time.optional().describe('Late by up to a minute; unknown after a loss of Redis.'),
};

export const keyAnswer = z.object(keyFields).meta({ id: 'ApiKey' });
export type KeyAnswer = z.infer<typeof keyAnswer>;

export const keyList = z.object({ keys: z.array(keyAnswer).describe('Oldest first.') }).meta({ id: 'ApiKeyList' });
export type KeyList = z.infer<typeof keyList>;

export const createdKey = z
  .object({ ...keyFields, key: z.string().describe('The key itself. Shown this once.').meta({ example: 'wr_…' }) })
  .meta({ id: 'CreatedApiKey' });
export type CreatedKey = z.infer<typeof createdKey>;

export const rotatedKey = z.object({ new: createdKey, old: keyAnswer }).meta({ id: 'RotatedApiKey' });
export type RotatedKey = z.infer<typeof rotatedKey>;

export const tenantParams = z.object({ id: tenantId.describe('Id of a tenant.') });

const limits = tenantLimits
  .describe('What the tenant may do at most; for absent fields the installation’s defaults hold.')
  .meta({ id: 'TenantLimits' });
const tenantName = z.string().min(1).max(200).meta({ example: 'Northern Hospitals' });

const deidentification = deidentificationOptions
  .describe(
    'How files are de-identified before they are stored: PS3.15 Annex E. Without it they are stored as they come.',
  )
  .meta({ id: 'Deidentification' });

export const newTenant = z
  .object({
    id: tenantId.meta({ example: 'north' }),
    name: tenantName,
    limits: limits.optional(),
    deidentification: deidentification.optional(),
  })
  .meta({ id: 'NewTenant' });
export type NewTenantInput = z.infer<typeof newTenant>;

export const tenantChange = z
  .object({
    name: tenantName.optional(),
    limits: limits.optional(),
    deidentification: deidentification
      .nullable()
      .optional()
      .describe('For files from now on; `null` for none. What is stored stays as it is.'),
    suspended: z.boolean().optional().describe('Whether nobody of the tenant gets in. What is stored stays.'),
  })
  .meta({ id: 'TenantChange' });
export type TenantChangeInput = z.infer<typeof tenantChange>;

const tenantFields = {
  id: tenantId,
  name: tenantName,
  createdAt: time,
  limits: limits.optional(),
  deidentification: deidentification.optional(),
  suspendedAt: time.optional(),
};

export const tenantAnswer = z.object(tenantFields).meta({ id: 'Tenant' });
export type TenantAnswer = z.infer<typeof tenantAnswer>;

export const createdTenant = z.object({ ...tenantFields, key: createdKey }).meta({ id: 'CreatedTenant' });
export type CreatedTenant = z.infer<typeof createdTenant>;

export const tenantList = z.object({ tenants: z.array(tenantAnswer) }).meta({ id: 'TenantList' });
export type TenantList = z.infer<typeof tenantList>;
