import { parseHeaderValue } from '@wetread/http';
import { describe, expect, it } from 'vitest';
import { MultipartReader } from './multipart.ts';

async function* inChunks(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function partsOf(body: string | Buffer, size = 7, boundary = 'b1'): Promise<{ type: string; text: string }[]> {
  const parts = [];
  for await (const part of new MultipartReader(inChunks(Buffer.from(body), size), boundary).parts()) {
    const chunks: Buffer[] = [];
    for await (const chunk of part.body) chunks.push(Buffer.from(chunk));
    parts.push({ type: part.headers.get('content-type') ?? '', text: Buffer.concat(chunks).toString('latin1') });
  }
  return parts;
}

const body = [
  'a preamble\r\n',
  '--b1\r\nContent-Type: text/a\r\n\r\nfirst\r\n--b\r\n--b2 is no boundary\r\n',
  '--b1 \t\r\n\r\n\r\n',
  '--b1\r\nCONTENT-TYPE:text/c\r\nX: 1\r\n\r\n--b1\r\n-\r\n',
  '--b1--\r\nan epilogue\r\n--b1\r\n',
].join('');
const expected = [
  { type: 'text/a', text: 'first\r\n--b\r\n--b2 is no boundary' },
  { type: '', text: '' },
  { type: 'text/c', text: '--b1\r\n-' },
];

describe('a multipart body', () => {
  it('gives the same parts however it is cut into chunks', async () => {
    for (let size = 1; size <= body.length; size++) expect(await partsOf(body, size)).toEqual(expected);
  });

  it('gives bytes back as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256));
    const whole = Buffer.concat([Buffer.from('--b1\r\n\r\n'), bytes, Buffer.from('\r\n--b1--')]);
    for (const size of [1_000, 65_536]) expect((await partsOf(whole, size))[0]?.text).toBe(bytes.toString('latin1'));
  });

  it('may have no parts', async () => {
    expect(await partsOf('--b1--')).toEqual([]);
  });

  it('goes on with the next part where one is left unread', async () => {
    const types = [];
    for await (const part of new MultipartReader(inChunks(Buffer.from(body), 5), 'b1').parts()) {
      types.push(part.headers.get('content-type'));
    }
    expect(types).toEqual(['text/a', undefined, 'text/c']);
  });

  it.each([
    ['nothing', ''],
    ['no boundary', 'hello'],
    ['an end inside a part', '--b1\r\n\r\nhello'],
    ['an end inside the headers', '--b1\r\nContent-Type: te'],
    ['an end after a part', '--b1\r\n\r\nhello\r\n--b1\r\n'],
    ['half a last boundary', '--b1\r\n\r\nhello\r\n--b1-'],
    ['text behind a boundary', '--b1 x\r\n\r\nhello\r\n--b1--'],
    ['a header without a name', '--b1\r\nhello\r\n\r\nhello\r\n--b1--'],
    ['headers without end', `--b1\r\nX: ${'x'.repeat(40_000)}`],
    ['padding without end', `--b1${' '.repeat(40_000)}`],
  ])('with %s is refused', async (_, text) => {
    await expect(partsOf(text)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('needs a boundary as RFC 2046 has them, or longer as Orthanc has them', async () => {
    const longer = 'x'.repeat(73);
    expect(await partsOf(`--${longer}\r\n\r\nhello\r\n--${longer}--`, 7, longer)).toHaveLength(1);
    for (const boundary of ['', 'x'.repeat(201), 'a\r\nb', 'a ']) {
      expect(() => new MultipartReader(inChunks(Buffer.alloc(0), 1), boundary)).toThrow(/boundary/);
    }
  });
});

describe('a header value', () => {
  it('has a main value and parameters, quoted or not', () => {
    const { value, parameters } = parseHeaderValue(
      'Multipart/Related; Type="application/dicom"; boundary=a=b; x="q\\"; y=1"',
    );
    expect(value).toBe('multipart/related');
    expect(Object.fromEntries(parameters)).toEqual({
      type: 'application/dicom',
      boundary: 'a=b',
      x: 'q"; y=1',
    });
  });
});
