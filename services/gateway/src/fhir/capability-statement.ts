import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4.js';
import { type ResourceType, resourceTypes } from './resources.ts';
import { includes, type Param, revincludes, searchTable } from './search/table.ts';
import { narrative } from './source.ts';

/** What this endpoint can do, made from the table that it searches by. @param base without a slash at its end */
export function capabilityStatement(base: string): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    text: narrative('Preliminary machine readings of chest radiographs: read and search.'),
    status: 'active',
    date: '2026-11-24',
    kind: 'instance',
    software: { name: 'Wetread', version: '0.1.0' },
    implementation: { description: 'Preliminary machine readings of chest radiographs', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        documentation:
          'Only the newest summary of a study is served; its version is revision, bundle and number of corrections. Patients are referred to by identifier. Unknown parameters are ignored with a warning, or refused with Prefer: handling=strict.',
        security: { description: 'An API key or token with the scope "read", as Authorization: Bearer.' },
        resource: resourceTypes.map(restResource),
      },
    ],
  };
}

function restResource(type: ResourceType): CapabilityStatementRestResource {
  const [included, reversed] = [Object.keys(includes[type]), Object.keys(revincludes[type])];
  return {
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    versioning: 'versioned',
    readHistory: false,
    ...(included.length > 0 && { searchInclude: included }),
    ...(reversed.length > 0 && { searchRevInclude: reversed }),
    searchParam: Object.entries(searchTable[type]).map(([name, param]) => ({
      name,
      type: searchType(param),
      ...(param.type === 'subject' && { documentation: 'By identifier alone: with the modifier :identifier' }),
    })),
  };
}

const searchType = ({ type }: Param) => (type === 'subject' ? 'reference' : type);
