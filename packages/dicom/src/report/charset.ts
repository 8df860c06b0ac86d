/** Defined terms of Specific Character Set, PS3.3 C.12.1.1.2, and the encoding of WHATWG that reads each. */
const encodings: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** Those that come with code extensions bring their own escape sequences. */
const extensions: Readonly<Record<string, string>> = {
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 159': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
  'ISO 2022 IR 58': 'gb2312',
};

/** What calls in the other half of the table; in the encodings that read bytes above 127 as that half, it says nothing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC begins the sequences of ISO 2022.
const announcements = /\x1b(\$\)[A-C]|\$\([A-D]|[()-][A-Z])/g;

/**
 * Text as PS3.5 6.1 writes it.
 *
 * @param charsets values of Specific Character Set; an empty one stands for ASCII
 */
export function decodeText(value: Buffer, charsets: readonly string[]): string {
  const extension = charsets.map((term) => extensions[term]).find((known) => known !== undefined);
  const first = (charsets.find((term) => term !== '') ?? '').replace('ISO 2022 IR', 'ISO_IR');
  const decoded = new TextDecoder(extension ?? encodings[first] ?? 'iso-8859-1').decode(value);
  // A replaced byte in a name is seen by who reads it; a name that is left out would make another patient.
  return decoded
    .replace(announcements, '')
    .replace(/[\0 ]+$/, '')
    .trimStart();
}
