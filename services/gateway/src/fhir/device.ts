import type { ResultRecord } from '@wetread/studies';
import type { Device } from 'fhir/r4.js';
import { deviceId } from './ids.ts';
import { narrative } from './source.ts';

export type Bundle = ResultRecord['bundle'];

/** The model bundle that writes summaries. Its digest names it exactly: another file in it makes another device. */
export function device({ name, version, digest }: Bundle): Device {
  return {
    resourceType: 'Device',
    id: deviceId(digest),
    meta: { versionId: '1' },
    text: narrative(`Model bundle ${name} ${version}, sha256 ${digest}.`),
    identifier: [{ system: 'urn:wetread:bundle', value: `sha256:${digest}` }],
    status: 'active',
    deviceName: [{ name, type: 'model-name' }],
    type: {
      coding: [
        {
          system: 'http://hl7.org/fhir/uv/aitransparency/CodeSystem/AIdeviceTypeCS',
          code: 'Artificial-Intelligence',
        },
      ],
      text: 'Artificial intelligence software',
    },
    version: [{ value: version }],
    property: [{ type: { text: 'sha256 of the model bundle' }, valueCode: [{ text: digest }] }],
    note: [{ text: 'Its summaries are preliminary machine texts for a clinician to review.' }],
  };
}
