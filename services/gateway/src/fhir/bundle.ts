import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import { warnings } from './outcome.ts';
import type { Resource } from './resources.ts';
import type { Page } from './search/search.ts';

export interface Links {
  /** Of the FHIR endpoint, without a slash at its end. */
  readonly base: string;
  readonly self: string;
  readonly next?: string | undefined;
}

/** One page of a search. There is no total: it would cost a reading of everything. */
export function searchset(page: Page, links: Links, ignored: readonly string[]): Bundle {
  const entries = [
    ...page.matches.map((resource) => entry(links.base, resource, 'match')),
    ...page.included.map((resource) => entry(links.base, resource, 'include')),
    ...(ignored.length > 0 ? [outcomeEntry(ignored)] : []),
  ];
  return {
    resourceType: 'Bundle',
    meta: { lastUpdated: new Date().toISOString() },
    type: 'searchset',
    link: [
      { relation: 'self', url: links.self },
      ...(links.next === undefined ? [] : [{ relation: 'next', url: links.next }]),
    ],
    ...(entries.length > 0 && { entry: entries }),
  };
}

const entry = (base: string, resource: Resource, mode: 'match' | 'include'): BundleEntry => ({
  fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
  resource,
  search: { mode },
});

/** It has no address, and every entry must be named. */
const outcomeEntry = (ignored: readonly string[]): BundleEntry => ({
  fullUrl: `urn:uuid:${randomUUID()}`,
  resource: warnings(ignored),
  search: { mode: 'outcome' },
});
