import { z } from 'zod';

/** Whose numbering an identifier is of, as FHIR names it: a URL, or a URN such as `urn:oid:1.2.276.0.76.4.16`. */
export const identifierSystem = z
  .string()
  .max(500)
  .regex(/^(https?:\/\/|urn:[a-z0-9][a-z0-9-]{1,31}:)[!-~]+$/, 'not a URI such as https://… or urn:oid:…')
  .refine(
    (text) => !text.startsWith('urn:oid:') || /^urn:oid:[0-2](\.(0|[1-9]\d*)){3,}$/.test(text),
    'not an OID of four parts or more',
  );
