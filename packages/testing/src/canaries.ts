import { data } from 'dcmjs';

/** Values that nothing but whom a file is of would hold, so that they can be looked for wherever they must not be. */
export const canary = {
  text: 'CANARY',
  date: '18870911',
  time: '111213.987654',
  number: '77007700',
  uidRoot: '2.999.7700.',
} as const;

const { dictionary } = data.DicomMetaDictionary;
const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const binaryVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const numberBytes: Readonly<Record<string, number>> = { AT: 4, FD: 8, FL: 4, SL: 4, SS: 2, SV: 8, UL: 4, US: 2, UV: 8 };

const hexOf = (tag: number): string => tag.toString(16).padStart(8, '0').toUpperCase();
const vrOf = (tag: number): string => {
  const hex = hexOf(tag);
  const vr = dictionary[`(${hex.slice(0, 4)},${hex.slice(4)})`]?.vr ?? 'LO';
  return { xs: 'US', ox: 'OW' }[vr] ?? vr;
};

/** An element in explicit little endian that holds a canary as its value representation has it. */
export function canaryElement(tag: number, vr = vrOf(tag)): Buffer {
  return explicitElement(tag, vr, vr === 'SQ' ? canaryItem() : canaryValue(tag, vr));
}

export function explicitElement(tag: number, vr: string, value: Buffer): Buffer {
  const head = Buffer.alloc(longVrs.has(vr) ? 12 : 8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write(vr, 4, 'latin1');
  if (longVrs.has(vr)) head.writeUInt32LE(value.length, 8);
  else head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}

function canaryValue(tag: number, vr: string): Buffer {
  const bytes = numberBytes[vr];
  if (bytes !== undefined) return Buffer.alloc(bytes, 1);
  if (binaryVrs.has(vr)) return Buffer.from(`${canary.text}${hexOf(tag)}`);
  const text =
    {
      AS: '077Y',
      DA: canary.date,
      DT: `${canary.date}${canary.time}`,
      TM: canary.time,
      DS: canary.number,
      IS: canary.number,
      UI: `${canary.uidRoot}${tag}`,
    }[vr] ?? `${canary.text}${hexOf(tag)}`;
  const odd = text.length % 2 === 1;
  return Buffer.from(odd ? text + (vr === 'UI' ? '\0' : ' ') : text);
}

/** An item with one of each kind: a name, a UID, a date, a private block, and a sequence with a name. */
function canaryItem(): Buffer {
  const inner = item([canaryElement(0x00080081), canaryElement(0x00100010)]);
  return item([
    canaryElement(0x00080023),
    explicitElement(0x00080096, 'SQ', inner),
    canaryElement(0x00081155),
    canaryElement(0x00090010),
    canaryElement(0x00091001),
    canaryElement(0x00100010),
    canaryElement(0x0040a123),
  ]);
}

function item(elements: readonly Buffer[]): Buffer {
  const content = Buffer.concat(elements);
  const head = Buffer.from('feff00e000000000', 'hex');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
}

/** What must stay for the file to be read at all. */
const structural = new Set([0x00080005, 0x00080016, 0x00080060, 0x00180015, 0x00185101, 0x00200020, 0x00400555]);

/**
 * A file in explicit little endian with a canary in each of `tags` that is not of the pixels, in private blocks, in overlays and
 * curves, in its meta information, in its preamble and behind its pixels.
 *
 * @param file whose elements of defined length stand in ascending order, as `dicomFile` writes them
 */
export function seededFile(file: Buffer, tags: Iterable<number>): Buffer {
  const { meta, elements } = topLevel(file);
  for (const tag of [...tags, ...others]) {
    const group = tag >>> 16;
    if (group > 0x0002 && group !== 0x0028 && tag < 0x7fe00000 && !structural.has(tag)) {
      elements.set(tag, canaryElement(tag));
    }
  }
  const behind = [0xfffafffa, 0xfffcfffc].map((tag) => canaryElement(tag, tag === 0xfffafffa ? 'SQ' : 'OB'));
  const sorted = [...elements].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
  const preamble = Buffer.alloc(128);
  preamble.write(`${canary.text}${canary.text}`, 8, 'latin1');
  return Buffer.concat([preamble, Buffer.from('DICM'), meta, ...sorted, ...behind]);
}

/** Private, repeating, and names, dates and UIDs that no table lists. */
const others = [
  ...[0x00090010, 0x00091001, 0x00091002, 0x00110010, 0x00111003, 0x00191001],
  ...[0x50003000, 0x60000022, 0x60003000, 0x60004000, 0x60020022],
  ...[0x00080009, 0x00184000, 0x00400244],
];

function topLevel(file: Buffer): { meta: Buffer; elements: Map<number, Buffer> } {
  const elements = new Map<number, Buffer>();
  const meta: Buffer[] = [];
  for (let at = 132; at < file.length; ) {
    const tag = file.readUInt16LE(at) * 0x10000 + file.readUInt16LE(at + 2);
    const long = longVrs.has(file.toString('latin1', at + 4, at + 6));
    const length = long ? file.readUInt32LE(at + 8) : file.readUInt16LE(at + 6);
    const undefinedLength = length === 0xffffffff;
    // What holds items ends behind its delimiter; the pixels of a native file have a length.
    const end = undefinedLength ? endOfSequence(file, at + 12) : at + (long ? 12 : 8) + length;
    const bytes = file.subarray(at, end);
    if (tag >>> 16 === 0x0002) meta.push(bytes);
    else elements.set(tag, bytes);
    at = end;
  }
  meta.push(canaryElement(0x00020016, 'AE'), canaryElement(0x00020100), canaryElement(0x00020102, 'OB'));
  return { meta: Buffer.concat(meta), elements };
}

/** Of sequences that hold elements of defined length and one another. */
function endOfSequence(file: Buffer, start: number): number {
  for (let at = start, depth = 1; at < file.length; ) {
    const [group, element] = [file.readUInt16LE(at), file.readUInt16LE(at + 2)];
    if (group === 0xfffe) {
      if (element === 0xe0dd && --depth === 0) return at + 8;
      at += 8;
      continue;
    }
    const long = longVrs.has(file.toString('latin1', at + 4, at + 6));
    const length = long ? file.readUInt32LE(at + 8) : file.readUInt16LE(at + 6);
    if (length === 0xffffffff) depth++;
    at += (long ? 12 : 8) + (length === 0xffffffff ? 0 : length);
  }
  return file.length;
}

/** The forms in which a text may lie in bytes: as it is, UTF-16, hex, and base64 at each of its three offsets. */
export function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const encoded = [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Digits that hold bits of what stands before and behind are left out.
    return padded.slice(offset === 0 ? 0 : offset + 1, Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const hex = bytes.toString('hex');
  return [
    bytes,
    Buffer.from(text, 'utf16le'),
    Buffer.from(text, 'utf16le').swap16(),
    ...[hex, hex.toUpperCase(), ...encoded].map((form) => Buffer.from(form)),
  ];
}

/** Which canaries are in these bytes, in whatever form. */
export function canariesIn(bytes: Buffer, looked: readonly string[] = Object.values(canary)): string[] {
  const dashed = canary.date.replace(/(....)(..)(..)/, '$1-$2-$3');
  return [...looked, ...(looked.includes(canary.date) ? [dashed] : [])].filter((text) =>
    formsOf(text).some((form) => bytes.includes(form)),
  );
}
