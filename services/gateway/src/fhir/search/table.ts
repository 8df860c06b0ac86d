import type { CodeableConcept, Coding, Identifier, Reference } from 'fhir/r4.js';
import type { Resource, ResourceType } from '../resources.ts';
import { type Span, spanOf } from './dates.ts';

/** What can be searched by, and where in a resource the values are. The CapabilityStatement is made from it. */

export interface Token {
  readonly system?: string | undefined;
  readonly code: string;
}

export type Param =
  | { readonly type: 'date'; values(resource: Resource): Span[] }
  | { readonly type: 'token'; values(resource: Resource): Token[] }
  | { readonly type: 'reference'; values(resource: Resource): string[] }
  /** A reference by identifier alone: `patient:identifier`, or `patient.identifier`. */
  | { readonly type: 'subject'; values(resource: Resource): Token[] };

type Of<T extends ResourceType> = Extract<Resource, { resourceType: T }>;
const on = <T extends ResourceType, V>(values: (resource: Of<T>) => V) => values as (resource: Resource) => V;

const coding = ({ system, code = '' }: Coding): Token => ({ system, code });
const concepts = (...found: (CodeableConcept | undefined)[]): Token[] =>
  found.flatMap((concept) => concept?.coding ?? []).map(coding);
const identifiers = (found: readonly Identifier[] = []): Token[] =>
  found.map(({ system, value = '' }) => ({ system, code: value }));
const references = (...found: (Reference | undefined)[]): string[] => found.flatMap((one) => one?.reference ?? []);
const spans = (...found: (string | undefined)[]): Span[] => found.flatMap((one) => (one ? [spanOf(one)] : []));
const subjectOf = ({ subject }: { subject?: Reference }): Token[] =>
  identifiers(subject?.identifier ? [subject.identifier] : []);

const common: Record<string, Param> = {
  _id: { type: 'token', values: ({ id = '' }) => [{ code: id }] },
  _lastUpdated: { type: 'date', values: ({ meta }) => spans(meta?.lastUpdated) },
};

const subject: Param = { type: 'subject', values: (resource) => subjectOf(resource as { subject?: Reference }) };

export const searchTable: { readonly [T in ResourceType]: Readonly<Record<string, Param>> } = {
  DiagnosticReport: {
    ...common,
    identifier: { type: 'token', values: on<'DiagnosticReport', Token[]>((one) => identifiers(one.identifier)) },
    patient: subject,
    subject,
    date: { type: 'date', values: on<'DiagnosticReport', Span[]>((one) => spans(one.effectiveDateTime)) },
    issued: { type: 'date', values: on<'DiagnosticReport', Span[]>((one) => spans(one.issued)) },
    status: { type: 'token', values: on<'DiagnosticReport', Token[]>((one) => [status('diagnostic-report', one)]) },
    category: { type: 'token', values: on<'DiagnosticReport', Token[]>((one) => concepts(...(one.category ?? []))) },
    code: { type: 'token', values: on<'DiagnosticReport', Token[]>((one) => concepts(one.code)) },
    result: { type: 'reference', values: on<'DiagnosticReport', string[]>((one) => references(...(one.result ?? []))) },
  },
  Observation: {
    ...common,
    patient: subject,
    subject,
    date: { type: 'date', values: on<'Observation', Span[]>((one) => spans(one.effectiveDateTime)) },
    status: { type: 'token', values: on<'Observation', Token[]>((one) => [status('observation', one)]) },
    category: { type: 'token', values: on<'Observation', Token[]>((one) => concepts(...(one.category ?? []))) },
    code: { type: 'token', values: on<'Observation', Token[]>((one) => concepts(one.code)) },
    device: { type: 'reference', values: on<'Observation', string[]>((one) => references(one.device)) },
    'derived-from': {
      type: 'reference',
      values: on<'Observation', string[]>((one) => references(...(one.derivedFrom ?? []))),
    },
  },
  ImagingStudy: {
    ...common,
    identifier: { type: 'token', values: on<'ImagingStudy', Token[]>((one) => identifiers(one.identifier)) },
    patient: subject,
    subject,
    started: { type: 'date', values: on<'ImagingStudy', Span[]>((one) => spans(one.started)) },
    status: { type: 'token', values: on<'ImagingStudy', Token[]>((one) => [{ code: one.status }]) },
    modality: {
      type: 'token',
      values: on<'ImagingStudy', Token[]>((one) => (one.series ?? []).map((series) => coding(series.modality))),
    },
  },
  Provenance: {
    ...common,
    target: { type: 'reference', values: on<'Provenance', string[]>((one) => references(...one.target)) },
    agent: {
      type: 'reference',
      values: on<'Provenance', string[]>((one) => references(...one.agent.map(({ who }) => who))),
    },
    recorded: { type: 'date', values: on<'Provenance', Span[]>((one) => spans(one.recorded)) },
  },
  Device: {
    _id: common['_id'] as Param,
    identifier: { type: 'token', values: on<'Device', Token[]>((one) => identifiers(one.identifier)) },
    type: { type: 'token', values: on<'Device', Token[]>((one) => concepts(one.type)) },
  },
};

const status = (valueSet: string, one: { status: string }): Token => ({
  system: `http://hl7.org/fhir/${valueSet}-status`,
  code: one.status,
});

/** What can come with the matches: by the type that is searched, the type that comes. All of it is the study's own. */
export const includes: { readonly [T in ResourceType]: Readonly<Record<string, readonly ResourceType[]>> } = {
  DiagnosticReport: { 'DiagnosticReport:result': ['Observation'] },
  Observation: { 'Observation:device': ['Device'], 'Observation:derived-from': ['ImagingStudy'] },
  ImagingStudy: {},
  Provenance: { 'Provenance:target': ['DiagnosticReport', 'Observation'], 'Provenance:agent': ['Device'] },
  Device: {},
};

export const revincludes: typeof includes = {
  DiagnosticReport: { 'Provenance:target': ['Provenance'] },
  Observation: { 'Provenance:target': ['Provenance'], 'DiagnosticReport:result': ['DiagnosticReport'] },
  ImagingStudy: { 'Observation:derived-from': ['Observation'] },
  Provenance: {},
  Device: {},
};
