import type { StudyRef } from '@wetread/studies';

/** Where everything of batches is in object storage. */

export interface BatchRef {
  readonly tenant: string;
  readonly batch: string;
}

const batchRoot = ({ tenant, batch }: BatchRef) => `tenants/${tenant}/batches/${batch}`;
// Numbers are padded so that the order of keys is the order of segments.
const padded = (segment: number) => String(segment).padStart(6, '0');

export const batchKey = (ref: BatchRef) => `${batchRoot(ref)}/batch.json`;
export const inputKey = (ref: BatchRef) => `${batchRoot(ref)}/input.jsonl`;
export const progressKey = (ref: BatchRef) => `${batchRoot(ref)}/progress.json`;
export const cancelKey = (ref: BatchRef) => `${batchRoot(ref)}/cancel.json`;
export const endKey = (ref: BatchRef) => `${batchRoot(ref)}/end.json`;
export const itemsKey = (ref: BatchRef, segment: number) => `${batchRoot(ref)}/items/${padded(segment)}.jsonl`;
export const outcomesKey = (ref: BatchRef, segment: number) => `${batchRoot(ref)}/outcomes/${padded(segment)}.json`;
export const outputKey = (ref: BatchRef) => `${batchRoot(ref)}/output.jsonl`;
export const errorsKey = (ref: BatchRef) => `${batchRoot(ref)}/errors.jsonl`;
export const tableKey = (ref: BatchRef) => `${batchRoot(ref)}/results.csv`;

/** Studies that joined and are in no segment yet, and all that ever joined. */
export const arrivalsPrefix = (ref: BatchRef) => `${batchRoot(ref)}/arrivals/`;
export const arrivalKey = (ref: BatchRef, study: string) => `${arrivalsPrefix(ref)}${study}.json`;
export const memberKey = (ref: BatchRef, study: string) => `${batchRoot(ref)}/members/${study}.json`;

const lastMoment = 9_999_999_999_999;

/** Time counts down, so that the order of keys is newest first. */
export const batchListPrefix = (tenant: string) => `tenants/${tenant}/batch-list/`;
export const batchListKey = ({ tenant, batch }: BatchRef, at: Date) =>
  `${batchListPrefix(tenant)}${String(lastMoment - at.getTime()).padStart(13, '0')}-${batch}.json`;

/** Batches that have not ended, of all tenants, so that they are found without looking through those that have. */
export const openPrefix = 'open-batches/';
export const openKey = ({ tenant, batch }: BatchRef) => `${openPrefix}${tenant}/${batch}.json`;

export const rulesPrefix = (tenant: string) => `tenants/${tenant}/rules/`;
export const ruleKey = (tenant: string, rule: string) => `${rulesPrefix(tenant)}${rule}.json`;

/** Beside the study's records, so that they go with it. */
export const holdsPrefix = ({ tenant, study }: StudyRef) => `tenants/${tenant}/studies/${study}/holds/`;
export const holdKey = (ref: StudyRef, batch: string) => `${holdsPrefix(ref)}${batch}.json`;

/** The bundle that readings are made with now. */
export const currentBundleKey = 'bundles/current.json';
