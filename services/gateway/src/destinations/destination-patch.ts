import { WetreadError } from '@wetread/contracts';
import type { DestinationRecord } from '../domain/destination.ts';
import type { SealedSecret } from '../domain/sealed-secret.ts';

/** What is not named stays; what is `null` goes. */
export interface DestinationPatch {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly calledAeTitle?: string | undefined;
  readonly callingAeTitle?: string | undefined;
  readonly tls?: boolean | undefined;
  readonly url?: string | undefined;
  readonly authorization?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly allowedRanges?: string[] | null | undefined;
  readonly identifiers?: DestinationRecord['identifiers'];
}

const places = { dimse: ['host', 'port', 'tls'], dicomweb: ['url'] } as const;
const own = {
  dimse: [...places.dimse, 'calledAeTitle', 'callingAeTitle'],
  dicomweb: [...places.dicomweb, 'authorization'],
} as const;

/** Whether it leads somewhere else. */
export const moves = (patch: DestinationPatch): boolean =>
  [...places.dimse, ...places.dicomweb].some((field) => patch[field] !== undefined);

/** @param seal keeps what authorizes. @throws WetreadError invalid_request, for what its kind has not */
export function patched(
  before: DestinationRecord,
  patch: DestinationPatch,
  seal: (text: string) => SealedSecret,
): DestinationRecord {
  refuseForeign(before, patch);
  const { authorization } = patch;
  const sealed = authorization ? { authorization: seal(authorization) } : {};
  const named = Object.entries(patch).filter(([, value]) => value !== undefined);
  const after = { ...before, ...Object.fromEntries(named), ...sealed };
  // An empty description is none, as of webhook endpoints.
  const kept = Object.entries(after).filter(([, value]) => value !== null && value !== '');
  const record = Object.fromEntries(kept) as DestinationRecord;
  if (authorization === undefined) keepToOrigin(before, record);
  return record;
}

function refuseForeign({ kind }: DestinationRecord, patch: DestinationPatch): void {
  const foreign = own[kind === 'dimse' ? 'dicomweb' : 'dimse'].filter((field) => patch[field] !== undefined);
  if (foreign.length === 0) return;
  throw new WetreadError('invalid_request', `A destination of the kind ${kind} has no ${foreign.join(', ')}.`);
}

/** Who may say where summaries go need not know what opens a PACS, and must not have it sent elsewhere. */
function keepToOrigin(before: DestinationRecord, after: DestinationRecord): void {
  if (before.kind === 'dimse' || after.kind === 'dimse') return;
  if (!before.authorization || originOf(before.url) === originOf(after.url)) return;
  const sentence = 'url leads to another server: give authorization with it, or null for none.';
  throw new WetreadError('invalid_request', sentence);
}

/** Of what is no address, itself; the address rules refuse it. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);
