import { describe, expect, it } from 'vitest';
import { itemOfLine, linesOf } from './lines.ts';

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(text: string, size: number, maxBytes = 20): Promise<(string | undefined)[]> {
  const lines: (string | undefined)[] = [];
  for await (const line of linesOf(cut(text, size), maxBytes)) lines.push(line);
  return lines;
}

describe('linesOf', () => {
  it.each([1, 2, 3, 7, 100])('is the same however the bytes come: %i at a time', async (size) => {
    expect(await all('a\r\nbé\n\nlast', size)).toEqual(['a', 'bé', '', 'last']);
  });

  it('keeps nothing of a line that is too long, and goes on', async () => {
    expect(await all(`a\n${'x'.repeat(21)}\nb\n`, 4)).toEqual(['a', undefined, 'b']);
    expect(await all(`a\n${'x'.repeat(20)}\nb\n`, 4)).toEqual(['a', 'x'.repeat(20), 'b']);
  });
});

describe('itemOfLine', () => {
  it.each([
    [{ study: '1.2' }, { custom_id: '1.2', study: '1.2' }],
    [
      { custom_id: 'a', study: '1.2' },
      { custom_id: 'a', study: '1.2' },
    ],
    [
      { custom_id: 'a', url: '/v1/studies/1.2/summary' },
      { custom_id: 'a', study: '1.2' },
    ],
    [
      { custom_id: 'a', body: { study: '1.2' } },
      { custom_id: 'a', study: '1.2' },
    ],
  ])('finds the study of %j', (line, item) => {
    expect(itemOfLine(JSON.stringify(line), 1)).toEqual(item);
  });

  it.each(['', '[]', '{', '{"study":1}', '{"study":"../x"}', '{"url":"/v1/studies/../summary"}', '{"custom_id":""}'])(
    'is a fault of the line: %s',
    (line) => {
      expect(itemOfLine(line, 3).error?.code).toBe('invalid_line');
      expect(itemOfLine(line, 3).study).toBeUndefined();
    },
  );
});
