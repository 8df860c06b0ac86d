import { tenantId } from '@wetread/contracts';
import { z } from 'zod';
import { scopes } from './keys.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
const secureUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.canParse(text) && (text.startsWith('https:') || loopback.has(new URL(text).hostname)), {
    error: 'not https, which keys must come by from any other machine',
  });

/** Whose bearer tokens are believed, and what their claims mean. */
export const oidcIssuer = z.strictObject({
  /** As tokens have it in `iss`, to the letter. */
  issuer: secureUrl,
  /** That tokens must have in `aud`. */
  audience: z.string().min(1),
  /** Where its keys are; else as its discovery document says. */
  jwksUri: secureUrl.optional(),
  /** The claim that names the tenant; a path into nested claims has dots. */
  tenantClaim: z.string().min(1).default('tenant'),
  /** Tenants by value of the claim; without it the value is the tenant. */
  tenants: z.record(z.string(), tenantId).optional(),
  /** The claim with scopes, roles or groups: a list, or a text with blanks. */
  scopesClaim: z.string().min(1).default('scope'),
  /** Scopes by value of the claim; without it, values that are scopes, also as `wetread:read`. */
  scopes: z.record(z.string(), z.array(z.enum(scopes))).optional(),
});
export type OidcIssuer = z.infer<typeof oidcIssuer>;

const issuers = z
  .string()
  .default('[]')
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(oidcIssuer)
      .refine((list) => new Set(list.map(({ issuer }) => issuer)).size === list.length, 'an issuer is named twice'),
  );

/** What a process that looks at callers is told; spread it into the service's own schema. */
export const accountsConfig = {
  OIDC_ISSUERS: issuers.describe(
    'issuers whose bearer tokens are taken beside API keys, as a JSON list; docs/accounts.md',
  ),
};
