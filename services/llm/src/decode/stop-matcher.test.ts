import { describe, expect, it } from 'vitest';
import { StopMatcher } from './stop-matcher.ts';

/** What comes out, and whether it ended at a stop, for every way to cut a text into two pieces and into letters. */
function outcomes(text: string, stops: readonly string[]): Set<string> {
  const cuts = [[...text], ...Array.from({ length: text.length + 1 }, (_, i) => [text.slice(0, i), text.slice(i)])];
  return new Set(cuts.map((pieces) => outcome(pieces, stops)));
}

function outcome(pieces: readonly string[], stops: readonly string[]): string {
  const matcher = new StopMatcher(stops);
  let out = '';
  for (const piece of pieces) {
    const { text, stopped } = matcher.push(piece);
    out += text;
    if (stopped) return `${out}|`;
  }
  return out + matcher.end();
}

describe('a stop string', () => {
  it.each([
    ['no stop', ['###'], 'no stop'],
    ['ends ###Doctor', ['###'], 'ends |'],
    ['a # and ## stay', ['###'], 'a # and ## stay'],
    ['held to the end ##', ['###'], 'held to the end ##'],
    ['####', ['###'], '|'],
    ['aab', ['ab'], 'a|'],
    ['first b then a', ['then', 'b'], 'first |'],
    ['ababac', ['abac'], 'ab|'],
    ['anything', [], 'anything'],
  ])('in %j of %j gives %j, however the text is cut', (text, stops, expected) => {
    expect([...outcomes(text, stops)]).toEqual([expected]);
  });

  it('holds back no more than it must', () => {
    const matcher = new StopMatcher(['###']);
    expect(matcher.push('text #').text).toBe('text ');
    expect(matcher.push('x').text).toBe('#x');
  });
});
