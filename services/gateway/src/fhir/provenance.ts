import type { Provenance, Reference } from 'fhir/r4.js';
import type { CorrectionRecord } from '../corrections/correction.ts';
import { assembler, createActivity, machineMade, verifier } from './codes.ts';
import { deviceId, idOf } from './ids.ts';
import { observationsOf } from './observations.ts';
import { metaOf, narrative, type ReportSource } from './source.ts';

/** What made the summary (I7), then what clinicians said of it. */
export const provenancesOf = (source: ReportSource): Provenance[] => [
  makingOf(source),
  ...source.corrections.map((correction) => correctionOf(source, correction)),
];

function makingOf(source: ReportSource): Provenance {
  const { study, result } = source;
  const { bundle, prompt, decoding } = result;
  return {
    resourceType: 'Provenance',
    id: idOf('provenance', study.study),
    meta: metaOf(source, true),
    text: narrative(`Written by model bundle ${bundle.name} ${bundle.version}.`),
    target: targetsOf(source),
    occurredDateTime: result.createdAt,
    recorded: result.createdAt,
    reason: [{ coding: [machineMade] }],
    activity: createActivity,
    agent: [{ type: assembler, who: { reference: `Device/${deviceId(bundle.digest)}` } }],
    entity: [
      { role: 'source', what: { reference: `ImagingStudy/${study.study}` } },
      {
        role: 'source',
        what: {
          identifier: { system: 'urn:wetread:result', value: result.id },
          display: `Question: ${prompt.question} Decoding: ${decoding.engine}, temperature ${decoding.temperature}, seed ${decoding.seed ?? 'none'}`,
        },
      },
    ],
  };
}

/** The edited text itself is not here: this resource says that and by whom there was a correction. */
function correctionOf(source: ReportSource, correction: CorrectionRecord): Provenance {
  const { id, verdict, at, practitioner, by } = correction;
  return {
    resourceType: 'Provenance',
    id: idOf('provenance', source.study.study, `-${id.replace(/^cor_/, '').slice(0, 8)}`),
    meta: metaOf(source, false),
    text: narrative(`A clinician's verdict on the machine's text: ${verdict}.`),
    target: targetsOf(source),
    occurredDateTime: at,
    recorded: at,
    activity: { coding: [{ system: 'urn:wetread:verdict', code: verdict }], text: verdict },
    agent: [
      {
        type: verifier,
        who: {
          identifier: practitioner
            ? { ...(practitioner.system && { system: practitioner.system }), value: practitioner.value }
            : { system: 'urn:wetread:key', value: by.subject ?? by.key },
        },
      },
    ],
  };
}

const targetsOf = (source: ReportSource): Reference[] => [
  { reference: `DiagnosticReport/${source.study.study}` },
  ...observationsOf(source).map(({ id }) => ({ reference: `Observation/${id}` })),
];
