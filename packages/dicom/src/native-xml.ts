import { attributeOf, type DicomJson, isPrivate, type JsonElement } from './dicom-json.ts';

/** The Native DICOM Model, PS3.19 annex A: the same dataset as DICOM JSON, as application/dicom+xml. */
export function nativeXml(dataset: DicomJson): string {
  const open = '<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">';
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}${attributes(dataset)}</NativeDicomModel>\n`;
}

const attributes = (dataset: DicomJson): string =>
  Object.keys(dataset)
    .sort()
    .map((tag) => attribute(tag, dataset[tag] as JsonElement, dataset))
    .join('');

function attribute(tag: string, element: JsonElement, dataset: DicomJson): string {
  const named = isPrivate(tag) ? creatorOf(tag, dataset) : { name: 'keyword', value: attributeOf(tag)?.keyword };
  const naming = named?.value === undefined ? '' : ` ${named.name}="${escaped(named.value)}"`;
  return `<DicomAttribute tag="${tag}" vr="${element.vr}"${naming}>${content(element)}</DicomAttribute>`;
}

/** A private attribute is known by who reserved its block, PS3.5 7.8. */
function creatorOf(tag: string, dataset: DicomJson): { name: string; value: string } | undefined {
  const reserved = dataset[`${tag.slice(0, 4)}00${tag.slice(4, 6)}`]?.Value?.[0];
  return typeof reserved === 'string' && tag.slice(4, 6) !== '00'
    ? { name: 'privateCreator', value: reserved }
    : undefined;
}

function content({ vr, Value = [], InlineBinary, BulkDataURI }: JsonElement): string {
  if (BulkDataURI !== undefined) return `<BulkData uri="${escaped(BulkDataURI)}"/>`;
  if (InlineBinary !== undefined) return `<InlineBinary>${InlineBinary}</InlineBinary>`;
  return Value.map((value, i) => one(vr, value, i + 1)).join('');
}

function one(vr: string, value: unknown, number: number): string {
  if (vr === 'SQ') return `<Item number="${number}">${attributes(value as DicomJson)}</Item>`;
  if (value === null) return '';
  if (vr === 'PN') return `<PersonName number="${number}">${personName(value as PersonName)}</PersonName>`;
  return `<Value number="${number}">${escaped(String(value))}</Value>`;
}

type PersonName = Readonly<Record<string, string | undefined>>;
const groups = ['Alphabetic', 'Ideographic', 'Phonetic'];
const components = ['FamilyName', 'GivenName', 'MiddleName', 'NamePrefix', 'NameSuffix'];

const personName = (name: PersonName): string =>
  groups.map((group) => (name[group] ? `<${group}>${nameParts(name[group])}</${group}>` : '')).join('');

function nameParts(text: string): string {
  const parts = text.split('^').slice(0, components.length);
  return parts.map((part, i) => (part ? `<${components[i]}>${escaped(part)}</${components[i]}>` : '')).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 has no place for most control characters; what a file holds of them is shown as a question mark. */
const escaped = (text: string): string =>
  text
    .replace(/[&<>"]/g, (character) => entities[character] as string)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '?');
