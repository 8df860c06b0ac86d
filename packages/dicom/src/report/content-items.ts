/** Content items of a structured report, PS3.3 C.17.3, as attributes by keyword. */

export type Attributes = Readonly<Record<string, unknown>>;

/** A coded concept. */
export interface Concept {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

export const dcm = (value: string, meaning: string): Concept => ({ value, scheme: 'DCM', meaning });
export const loinc = (value: string, meaning: string): Concept => ({ value, scheme: 'LN', meaning });

export interface SopReference {
  readonly sopClass: string;
  readonly sop: string;
}

export const codeOf = ({ value, scheme, meaning }: Concept): Attributes => ({
  CodeValue: value,
  CodingSchemeDesignator: scheme,
  CodeMeaning: meaning,
});

type Relationship = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'INFERRED FROM';

const item = (relation: Relationship, type: string, name: Concept | undefined, value: Attributes): Attributes => ({
  RelationshipType: relation,
  ValueType: type,
  ...(name && { ConceptNameCodeSequence: [codeOf(name)] }),
  ...value,
});

/** Lines end as PS3.5 6.1.3 writes them. */
export const text = (relation: Relationship, name: Concept, value: string, children: Attributes[] = []): Attributes =>
  item(relation, 'TEXT', name, { TextValue: value.replaceAll(/\r?\n/g, '\r\n'), ...contentOf(children) });

export const code = (relation: Relationship, name: Concept, value: Concept): Attributes =>
  item(relation, 'CODE', name, { ConceptCodeSequence: [codeOf(value)] });

export const uidReference = (relation: Relationship, name: Concept, uid: string): Attributes =>
  item(relation, 'UIDREF', name, { UID: uid });

export const image = (relation: Relationship, reference: SopReference): Attributes =>
  item(relation, 'IMAGE', undefined, { ReferencedSOPSequence: [referenceOf(reference)] });

export const section = (name: Concept, children: Attributes[]): Attributes =>
  item('CONTAINS', 'CONTAINER', name, { ContinuityOfContent: 'SEPARATE', ...contentOf(children) });

export const contentOf = (children: readonly Attributes[]): Attributes =>
  children.length === 0 ? {} : { ContentSequence: children };

export const referenceOf = ({ sopClass, sop }: SopReference): Attributes => ({
  ReferencedSOPClassUID: sopClass,
  ReferencedSOPInstanceUID: sop,
});
