/** Defined terms of Specific Character Set (0008,0005), PS3.3 C.12.1.1.2, as the encodings that Node has for them. */
const encodings: Readonly<Record<string, string>> = {
  'ISO_IR 192': 'utf-8',
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'tis-620',
  GB18030: 'gb18030',
  GBK: 'gbk',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
};

/** A text without its padding. Of several character sets the last that is known counts, which is the one with most letters. */
export function textOf(value: Buffer, characterSets: string): string {
  const named = characterSets.split('\\').map((term) => encodings[term.trim().replace(/^ISO 2022 IR (\d+)$/, nearest)]);
  const encoding = named.findLast((each) => each !== undefined) ?? 'iso-8859-1';
  return new TextDecoder(encoding)
    .decode(value)
    .replace(/[\0 ]+$/, '')
    .trimStart();
}

const nearest = (term: string, number: string): string => (term in encodings ? term : `ISO_IR ${number}`);
