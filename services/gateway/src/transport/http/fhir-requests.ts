import { WetreadError } from '@wetread/contracts';
import type { FastifyRequest } from 'fastify';
import type { Resource } from 'fhir/r4.js';

/** What FHIR says in headers and parameters beside the search itself. */

const forms = new Set(['json', 'application/json', 'application/fhir+json', 'text/json']);
const wildcards = new Set(['*/*', 'application/*']);

/** @throws WetreadError not_acceptable: `_format` goes before Accept, and there is JSON only */
export function refuseOtherForms(request: FastifyRequest): void {
  const asked = queryOf(request).get('_format');
  // In a query that was not encoded, `+` has become a space.
  const wanted = asked === null ? (request.headers.accept ?? '*/*') : asked.replace(' ', '+');
  const types = wanted.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '');
  if (types.some((type) => forms.has(type) || wildcards.has(type))) return;
  throw new WetreadError('not_acceptable', 'Resources are sent as application/fhir+json only.');
}

/** Whether what is not known shall be refused rather than ignored. */
export const isStrict = ({ headers }: FastifyRequest): boolean =>
  /(?:^|[,;\s])handling\s*=\s*"?strict/i.test(String(headers['prefer'] ?? ''));

export const isUnchanged = ({ headers }: FastifyRequest, { meta }: Resource): boolean =>
  meta?.versionId !== undefined &&
  (headers['if-none-match'] ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === `"${meta.versionId}"`);

/** Names and values in their order, of the address and of a form in the body. */
export function pairsOf(request: FastifyRequest): [string, string][] {
  const form = Object.entries((request.body ?? {}) as Record<string, string | string[]>);
  const posted = form.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]));
  return [...queryOf(request), ...posted];
}

const queryOf = ({ raw }: FastifyRequest): URLSearchParams => new URL(raw.url ?? '/', 'http://localhost').searchParams;
