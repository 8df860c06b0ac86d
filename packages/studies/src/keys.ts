/** Where everything of a study is in object storage. The one place that knows. */

export interface StudyRef {
  readonly tenant: string;
  readonly study: string;
}

const root = 'tenants';
const studyRoot = ({ tenant, study }: StudyRef) => `${root}/${tenant}/studies/${study}`;

export const tenantsPrefix = `${root}/`;
export const studyPrefix = (ref: StudyRef) => `${studyRoot(ref)}/`;
export const studyKey = (ref: StudyRef) => `${studyRoot(ref)}/study.json`;

export const instancesPrefix = (ref: StudyRef) => `${studyRoot(ref)}/instances/`;
export const instanceRecordKey = (ref: StudyRef, sop: string) => `${instancesPrefix(ref)}${sop}.json`;
export const instanceFileKey = (ref: StudyRef, sop: string, format: 'dicom' | 'png' | 'jpeg') =>
  `${instancesPrefix(ref)}${sop}.${{ dicom: 'dcm', png: 'png', jpeg: 'jpg' }[format]}`;

/** Holds the digest of the only content that may be stored under a SOP Instance UID, where its whereabouts do not say it. */
export const instanceClaimKey = (ref: StudyRef, sop: string) => `${instancesPrefix(ref)}${sop}.sha256`;

/** Says which study of the tenant an instance is stored in, for who knows only its UID. */
export const whereaboutsKey = (tenant: string, sop: string) => `${root}/${tenant}/sops/${sop}.json`;

/** Who the instances of a de-identified study are of: sealed, and apart from the study. */
export const identitiesPrefix = ({ tenant, study }: StudyRef) => `${root}/${tenant}/identities/${study}/`;
export const identityKey = (ref: StudyRef, name: string) => `${identitiesPrefix(ref)}${name}.json`;

export const whereaboutsWalkKey = 'indexes/whereabouts.json';

/** The instance whose record has this key, if it is one's. */
export function instanceOfKey(key: string): (StudyRef & { readonly sop: string }) | undefined {
  const [first, tenant, kind, study, folder, name, ...more] = key.split('/');
  if (first !== root || kind !== 'studies' || folder !== 'instances' || more.length > 0) return undefined;
  return tenant && study && name?.endsWith('.json')
    ? { tenant, study, sop: name.slice(0, -'.json'.length) }
    : undefined;
}

export const refusalsPrefix = (ref: StudyRef) => `${studyRoot(ref)}/refusals/`;
export const refusalKey = (ref: StudyRef, id: string) => `${refusalsPrefix(ref)}${id}.json`;

export const renderKey = (ref: StudyRef, sop: string) => `${studyRoot(ref)}/renders/${sop}.png`;

// Numbers are padded so that the order of keys is the order of revisions.
const padded = (revision: number) => String(revision).padStart(6, '0');
export const revisionsPrefix = (ref: StudyRef) => `${studyRoot(ref)}/revisions/`;
export const revisionKey = (ref: StudyRef, revision: number) => `${revisionsPrefix(ref)}${padded(revision)}.json`;

/** The number in the key of a revision or of a result. */
export const revisionOfKey = (key: string): number => Number.parseInt(key.slice(key.lastIndexOf('/') + 1), 10);

/** Tenant, study, revision and bundle are what a result is keyed by (I3); twelve hex digits of the digest tell bundles apart. */
export const resultsPrefix = (ref: StudyRef) => `${studyRoot(ref)}/results/`;
export const resultKey = (ref: StudyRef, revision: number, bundleDigest: string) =>
  `${resultsPrefix(ref)}${padded(revision)}-${bundleDigest.slice(0, 12)}.json`;

export const failuresPrefix = (ref: StudyRef) => `${studyRoot(ref)}/failures/`;
export const failureKey = (ref: StudyRef, revision: number) => `${failuresPrefix(ref)}${padded(revision)}.json`;

/** By number: the order of keys is the order of the conversation. */
export const messagesPrefix = (ref: StudyRef) => `${studyRoot(ref)}/messages/`;
export const messageKey = (ref: StudyRef, number: number) => `${messagesPrefix(ref)}${padded(number)}.json`;

export const eventsPrefix = (tenant: string) => `${root}/${tenant}/events/`;
export const eventKey = (tenant: string, event: string) => `${eventsPrefix(tenant)}${event}.json`;

/** Which events were told of a study: empty of content, so that they can be found and removed with it. */
export const studyEventsPrefix = (ref: StudyRef) => `${studyRoot(ref)}/events/`;
export const studyEventKey = (ref: StudyRef, event: string) => `${studyEventsPrefix(ref)}${event}.json`;
