import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, loadBundle } from './bundle.ts';
import { loadTokenEmbeddings, spliceEmbeddings, type TokenEmbeddings } from './embeddings.ts';
import { buildPrompt } from './prompt.ts';
import { splitSections } from './sections.ts';
import { writeSmallBundle } from './small-bundle.ts';
import { DetokenizerStream, loadTokenizer, type Tokenizer } from './tokenizer.ts';

let bundle: Bundle;
let tokenizer: Tokenizer;
let embeddings: TokenEmbeddings;
beforeAll(async () => {
  bundle = await loadBundle(await writeSmallBundle());
  tokenizer = await loadTokenizer(bundle);
  embeddings = await loadTokenEmbeddings(bundle);
});
afterAll(() => rm(bundle.folder, { recursive: true }));

describe('the prompt', () => {
  it('begins with BOS, is cut at the image and asks the first instruction', () => {
    const prompt = buildPrompt(bundle.manifest, tokenizer);
    expect(prompt.text).toBe('Be brief.\n###Doctor: {image} Describe.\n###Assistant:');
    expect(prompt.before).toEqual([1, ...tokenizer.encode('Be brief.\n###Doctor: ')]);
    expect(prompt.after).toEqual(tokenizer.encode(' Describe.\n###Assistant:'));
  });

  it('appends follow-ups, each answer trimmed and with one space before it', () => {
    const turns = [{ answer: '\n Clear lungs. ', question: 'Is it new?' }];
    const { text } = buildPrompt(bundle.manifest, tokenizer, { question: 'Report.', turns });
    expect(text).toBe(
      'Be brief.\n###Doctor: {image} Report.\n###Assistant: Clear lungs.\n###Doctor: Is it new?\n###Assistant:',
    );
  });

  it('keeps the image where the template has it, whatever is asked', () => {
    const question = 'a {image} b {answer} $& {question}';
    const prompt = buildPrompt(bundle.manifest, tokenizer, { question, turns: [{ answer: '{question}', question }] });
    expect(prompt.before).toEqual(buildPrompt(bundle.manifest, tokenizer).before);
    expect(prompt.text.split(question)).toHaveLength(3);
    expect(prompt.text).toContain('###Assistant: {question}\n');
  });
});

describe('the embeddings', () => {
  it('are looked up row by row', () => {
    expect([...embeddings.lookup([2, 0])]).toEqual([1, 1.125, 1.25, 1.375, 0, 0.125, 0.25, 0.375]);
    expect(() => embeddings.lookup([embeddings.vocab])).toThrowError(RangeError);
  });

  it('are spliced around the image tokens', () => {
    const spliced = spliceEmbeddings(embeddings.lookup([1]), Float32Array.of(7, 7, 7, 7), embeddings.lookup([0]), 4);
    expect([...spliced]).toEqual([0.5, 0.625, 0.75, 0.875, 7, 7, 7, 7, 0, 0.125, 0.25, 0.375]);
  });

  it.each([[Float32Array.of(1, 2, 3)], [Float32Array.of(1, 2, 3, Number.NaN)]])('are refused as %o', (image) => {
    const none = new Float32Array(0);
    expect(() => spliceEmbeddings(none, image, none, 4)).toThrowError(
      expect.objectContaining({ code: 'embedding_invalid' }),
    );
  });
});

describe('the tokenizer', () => {
  it.each(['a lung', 'Ödem über 3 cm²: 漢字 🫁.', '  two  spaces ', ''])('gives back %o', (text) => {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it('gives no text for special tokens', () => {
    expect(tokenizer.decode([1, ...tokenizer.encode('lung'), 2])).toBe('lung');
  });
});

describe('the incremental detokenizer', () => {
  const streamed = (ids: readonly number[]) => {
    const stream = new DetokenizerStream(tokenizer);
    return [...ids.map((id) => stream.push(id)), stream.end()];
  };

  it.each(['a lung is clear.', 'Ödem 🫁🫁 x', ' lead', 'a  b', '漢字'])('gives %o in pieces', (text) => {
    const ids = tokenizer.encode(text);
    expect(streamed(ids).join('')).toBe(tokenizer.decode(ids));
  });

  it('holds a character back until its last byte', () => {
    const pieces = streamed(tokenizer.encode('a🫁').slice(1));
    expect(pieces).toEqual(['', '', '', '🫁', '']);
  });

  it('gives out an incomplete character only at the end', () => {
    const ids = tokenizer.encode('a🫁').slice(0, -1);
    expect(streamed(ids)).toEqual(['a', '', '', '', tokenizer.decode(ids).slice(1)]);
  });

  it('keeps spaces beside special tokens', () => {
    const [a, b] = [tokenizer.encode('a'), tokenizer.encode('b')];
    expect(streamed([...a, 2, ...b]).join('')).toBe(tokenizer.decode([...a, ...b]));
  });
});

describe('the sections', () => {
  const markers = { findings: 'Findings:', impression: 'Impression:' };
  it.each([
    ['Findings: Clear. Impression: Normal.', { findings: 'Clear.', impression: 'Normal.' }],
    ['Chest. Findings: Clear.\nImpression: ', { findings: 'Chest. Clear.', impression: '' }],
    [' Clear lungs. ', { findings: 'Clear lungs.', impression: '' }],
    ['Impression: Normal. Findings: Clear.', { findings: 'Impression: Normal. Findings: Clear.', impression: '' }],
    ['Findings: Clear.', { findings: 'Findings: Clear.', impression: '' }],
  ])('of %o', (text, sections) => {
    expect(splitSections(text, markers)).toEqual(sections);
  });

  it('are the whole text without markers', () => {
    expect(splitSections('Findings: Clear. Impression: Normal.').impression).toBe('');
  });
});
