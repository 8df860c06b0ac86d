import type { AuditEntry, AuditObject, AuditPage } from '@wetread/audit';

/**
 * The audit log as FHIR R4 AuditEvents, by the profiles of IHE BALP (Basic Audit Log Patterns) where the act succeeded;
 * those are for successes only. Queries are named by their route: their parameters are not kept.
 */

const BALP = 'https://profiles.ihe.net/ITI/BALP';
const THO = 'http://terminology.hl7.org/CodeSystem';
const DCM = 'http://dicom.nema.org/resources/ontology/DCM';

const coding = (system: string, code: string, display: string) => ({ system, code, display });
const source = { coding: [coding(DCM, '110153', 'Source Role ID')] };
const destination = { coding: [coding(DCM, '110152', 'Destination Role ID')] };
const application = { coding: [coding(DCM, '110150', 'Application')] };
const custodian = { coding: [coding(`${THO}/provenance-participant-type`, 'custodian', 'Custodian')] };
const person = (code: string, display: string) => ({
  coding: [coding(`${THO}/v3-ParticipationType`, code, display)],
});

/** How BALP tells each kind of act: its profile, action, interaction, and who is what in it. */
const patterns = {
  read: { action: 'R', client: destination, server: source, user: person('IRCP', 'information recipient') },
  search: { action: 'E', client: source, server: destination, user: person('IRCP', 'information recipient') },
  create: { action: 'C', client: source, server: destination, user: person('AUT', 'author (originator)') },
  update: { action: 'U', client: source, server: destination, user: person('AUT', 'author (originator)') },
  delete: { action: 'D', client: application, server: custodian, user: person('AUT', 'author (originator)') },
} as const;
type Act = keyof typeof patterns;
const profiles: Record<Act, string> = {
  read: 'Read',
  search: 'Query',
  create: 'Create',
  update: 'Update',
  delete: 'Delete',
};

export function auditBundle(page: AuditPage, url: string): object {
  const next = page.next && { relation: 'next', url: nextUrl(url, page.next) };
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    link: [{ relation: 'self', url }, ...(next ? [next] : [])],
    entry: page.entries.map((entry) => ({
      fullUrl: `urn:wetread:audit:${entry.id}`,
      resource: auditEvent(entry),
      search: { mode: 'match' },
    })),
  };
}

export function auditEvent(entry: AuditEntry): object {
  const act = actOf(entry);
  const { action, client, server, user } = patterns[act];
  return {
    resourceType: 'AuditEvent',
    // FHIR ids have no underscore.
    id: entry.id.replaceAll('_', '-'),
    ...(entry.outcome === 'success' && {
      meta: { profile: [`${BALP}/StructureDefinition/IHE.BasicAudit.${profiles[act]}`] },
    }),
    type: coding(`${THO}/audit-event-type`, 'rest', 'Restful Operation'),
    subtype: [
      coding('http://hl7.org/fhir/restful-interaction', act, act),
      { system: 'urn:wetread:operation', code: entry.operation },
    ],
    action,
    recorded: entry.at,
    outcome: outcomeOf(entry),
    ...(entry.outcome !== 'success' && { outcomeDesc: `Answered with status ${entry.status}` }),
    agent: [
      {
        type: client,
        who: { display: entry.forwardedFor ?? entry.address ?? 'unknown' },
        requestor: false,
        network: { address: entry.address ?? 'unknown', type: '2' },
      },
      {
        type: server,
        who: { display: `Wetread ${entry.service}` },
        requestor: false,
        network: { address: `wetread-${entry.service}`, type: '1' },
      },
      { type: user, who: whoOf(entry), requestor: true },
    ],
    source: {
      observer: { display: `Wetread ${entry.service}` },
      type: [coding(`${THO}/security-source-type`, '4', 'Application Server')],
    },
    entity: [transactionOf(entry), ...entitiesOf(act, entry)],
  };
}

function actOf({ operation, method, objects }: AuditEntry): Act {
  // Searches of FHIR, by GET or POST, and of DICOMweb; the studies that they found are their objects.
  if (/^search(Fhir|Dicom)/.test(operation)) return 'search';
  switch (method) {
    case 'GET':
    case 'HEAD':
      return objects.length > 0 ? 'read' : 'search';
    case 'DELETE':
      return 'delete';
    case 'PUT':
    case 'PATCH':
      return 'update';
    default:
      return 'create';
  }
}

/** 4: what was asked could not be done; 8: what was meant to work did not. */
const outcomeOf = ({ outcome }: AuditEntry): string => ({ success: '0', refused: '4', failed: '8' })[outcome];

const actorSystems = { key: 'urn:wetread:api-key', subject: 'urn:wetread:subject', ae: 'urn:dicom:ae-title' };

const whoOf = ({ actor }: AuditEntry) => ({
  identifier: { system: actor.issuer ?? actorSystems[actor.kind], value: actor.id },
});

const transactionOf = ({ requestId }: AuditEntry) => ({
  what: { identifier: { value: requestId } },
  type: { system: `${BALP}/CodeSystem/BasicAuditEntityType`, code: 'XrequestId' },
});

const other = coding(`${THO}/audit-entity-type`, '4', 'Other');
const systemObject = coding(`${THO}/audit-entity-type`, '2', 'System Object');

function entitiesOf(act: Act, { method, route = '', objects }: AuditEntry): object[] {
  if (act === 'search') {
    const query = Buffer.from(`${method} ${route}`).toString('base64');
    return [{ type: systemObject, role: coding(`${THO}/object-role`, '24', 'Query'), query }];
  }
  const role = coding(`${THO}/object-role`, '4', 'Domain Resource');
  // BALP has exactly one object of data: what the path names last. Others stand beside it.
  const [data = { type: 'route', id: route }, ...others] = objects.toReversed();
  return [
    { what: whatOf(data), type: systemObject, role },
    ...others.map((object) => ({ what: whatOf(object), type: other, role })),
  ];
}

/** Studies and instances by their DICOM UID, in FHIR's own form; other things by type. */
function whatOf({ type, id }: AuditObject) {
  const isUid = /^[\d.]+$/.test(id) && (type === 'studies' || type === 'instances');
  if (isUid) return { identifier: { system: 'urn:dicom:uid', value: `urn:oid:${id}` } };
  return { identifier: { system: `urn:wetread:${type}`, value: id } };
}

function nextUrl(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters}`;
}
