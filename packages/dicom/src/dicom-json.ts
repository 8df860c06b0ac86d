import { data } from 'dcmjs';

/** An element of the DICOM JSON model, PS3.18 annex F. */
export interface JsonElement {
  readonly vr: string;
  /** Numbers, strings, names by their groups, or the items of a sequence; null where one of several is empty. */
  readonly Value?: readonly unknown[];
  /** base64, little endian. */
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
}

/** A dataset by tag: eight hexadecimal digits in upper case. */
export type DicomJson = Readonly<Record<string, JsonElement>>;

export interface DictionaryEntry {
  /** As DICOM JSON writes it. */
  readonly tag: string;
  readonly vr: string;
  readonly keyword: string;
}

const { dictionary, nameMap } = data.DicomMetaDictionary;

/** An attribute of PS3.6 by its tag in hexadecimal or by its keyword; undefined where there is none. */
export function attributeOf(name: string): DictionaryEntry | undefined {
  const tag = /^[0-9a-fA-F]{8}$/.test(name) ? name.toUpperCase() : undefined;
  const entry = tag ? dictionary[`(${tag.slice(0, 4)},${tag.slice(4)})`] : nameMap[name];
  if (!entry) return undefined;
  return { tag: tag ?? entry.tag.replace(/[(),]/g, '').toUpperCase(), vr: entry.vr, keyword: entry.name };
}

/** Of an even group: odd ones belong to vendors. */
export const isPrivate = (tag: string): boolean => Number.parseInt(tag.slice(0, 4), 16) % 2 === 1;

/** An element of one value, or an empty one. */
export const jsonElement = (vr: string, ...values: readonly unknown[]): JsonElement =>
  values.length === 0 ? { vr } : { vr, Value: values };
