import { describe, expect, it } from 'vitest';
import { type Conversation, fitConversation, type Room } from './conversation.ts';

/** One position a character, and one for the image. */
function roomOf(contextLength: number): Room & { readonly measured: number[] } {
  const measured: number[] = [];
  return {
    contextLength,
    maxNewTokens: 10,
    measured,
    positions({ question = '', turns = [] }) {
      const texts = [question, ...turns.flatMap((turn) => [turn.answer, turn.question])];
      measured.push(turns.length);
      return 1 + texts.join('').length;
    },
  };
}

const conversation = (count: number, question = 'now?'): Conversation => ({
  summaryQuestion: 'Q',
  summary: 'S',
  turns: Array.from({ length: count }, (_, i) => ({ question: `q${i % 10}`, answer: `a${i % 10}` })),
  question,
});
/** Image, summary with its question, the question, and the answer to come. */
const base = 1 + 2 + 4 + 10;

describe('a conversation', () => {
  it('that fits is kept whole, each answer before the next question', () => {
    const { input, droppedTurns } = fitConversation(conversation(2), roomOf(base + 8));
    expect(droppedTurns).toBe(0);
    expect(input).toEqual({
      question: 'Q',
      turns: [
        { answer: 'S', question: 'q0' },
        { answer: 'a0', question: 'q1' },
        { answer: 'a1', question: 'now?' },
      ],
    });
  });

  it('without turns is the summary and the question', () => {
    const { input } = fitConversation(conversation(0), roomOf(base));
    expect(input).toEqual({ question: 'Q', turns: [{ answer: 'S', question: 'now?' }] });
  });

  it.each(Array.from({ length: 34 }, (_, room) => room))('keeps the newest turns that fit %i positions', (room) => {
    const kept = Math.min(8, Math.floor(room / 4));
    const { input, droppedTurns } = fitConversation(conversation(8), roomOf(base + room));
    expect(droppedTurns).toBe(8 - kept);
    expect(input.turns?.[0]?.answer).toBe('S');
    expect(input.turns?.slice(1).map(({ answer }) => answer)).toEqual(
      conversation(8)
        .turns.slice(8 - kept)
        .map(({ answer }) => answer),
    );
  });

  it('of any length is measured a few times, and never far beyond the context', () => {
    const room = roomOf(base + 40);
    expect(fitConversation(conversation(1_000), room).droppedTurns).toBe(990);
    expect(room.measured.length).toBeLessThan(12);
    expect(Math.max(...room.measured)).toBeLessThan(40);
  });

  it('whose question alone does not fit is refused by name', () => {
    expect(() => fitConversation(conversation(3), roomOf(base - 1))).toThrow(
      expect.objectContaining({
        code: 'context_too_long',
        details: { positions: base - 10, maxNewTokens: 10, contextLength: base - 1 },
      }),
    );
  });
});
