import type { Device, DiagnosticReport, FhirResource, ImagingStudy, Observation, Provenance } from 'fhir/r4.js';
import { device } from './device.ts';
import { diagnosticReport } from './diagnostic-report.ts';
import { imagingStudy } from './imaging-study.ts';
import { observationsOf } from './observations.ts';
import { provenancesOf } from './provenance.ts';
import type { ReportSource } from './source.ts';

/** The resource types that are served; each but Device belongs to one study. */
export const resourceTypes = ['DiagnosticReport', 'Observation', 'ImagingStudy', 'Provenance', 'Device'] as const;
export type ResourceType = (typeof resourceTypes)[number];
export type Resource = DiagnosticReport | Observation | ImagingStudy | Provenance | Device;

const make: { readonly [T in ResourceType]: (source: ReportSource) => Extract<FhirResource, { resourceType: T }>[] } = {
  DiagnosticReport: (source) => [diagnosticReport(source)],
  Observation: observationsOf,
  ImagingStudy: (source) => [imagingStudy(source)],
  Provenance: provenancesOf,
  Device: ({ result }) => [device(result.bundle)],
};

export const resourcesOf = (type: ResourceType, source: ReportSource): Resource[] => make[type](source);

export const isResourceType = (text: string): text is ResourceType =>
  (resourceTypes as readonly string[]).includes(text);
