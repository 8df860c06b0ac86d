import { WetreadError } from '@wetread/contracts';
import type { PromptInput } from '@wetread/model';

/** A follow-up question with what was said before it. */
export interface Conversation {
  /** The question that the summary answers. */
  readonly summaryQuestion: string;
  readonly summary: string;
  /** Earlier follow-ups, the oldest first. */
  readonly turns: readonly { readonly question: string; readonly answer: string }[];
  readonly question: string;
}

export interface Fitted {
  readonly input: PromptInput;
  /** Turns left out, from the oldest on. */
  readonly droppedTurns: number;
}

export interface Room {
  /** Positions of prompt and answer together. */
  readonly contextLength: number;
  /** Of these, what the answer may need. */
  readonly maxNewTokens: number;
  /** Positions that a prompt takes, image tokens included. */
  positions(input: PromptInput): number;
}

/**
 * Image, summary and question always stay; of the earlier turns the oldest go first, until the prompt leaves room for a
 * whole answer.
 *
 * @throws WetreadError `context_too_long` where the question does not fit even alone
 */
export function fitConversation(conversation: Conversation, room: Room): Fitted {
  const { turns } = conversation;
  const limit = room.contextLength - room.maxNewTokens;
  const inputOf = (kept: number) => promptInput(conversation, turns.length - kept);
  const fits = (kept: number) => room.positions(inputOf(kept)) <= limit;
  if (!fits(0)) throw tooLong(room, inputOf(0));
  const kept = mostKept(turns.length, fits);
  return { input: inputOf(kept), droppedTurns: turns.length - kept };
}

/** In growing steps from the newest turn, then by halves: a long history is never spelled out whole to see that it is too long. */
function mostKept(count: number, fits: (kept: number) => boolean): number {
  let kept = 0;
  let tooMany = count + 1;
  for (let step = 1; kept < count && tooMany > count; step *= 2) {
    const next = Math.min(count, kept + step);
    if (fits(next)) kept = next;
    else tooMany = next;
  }
  while (tooMany <= count && tooMany - kept > 1) {
    const middle = Math.floor((kept + tooMany) / 2);
    if (fits(middle)) kept = middle;
    else tooMany = middle;
  }
  return kept;
}

/** The template's turns hold an answer and the question after it, so that the questions stand one turn late. */
function promptInput({ summaryQuestion, summary, turns, question }: Conversation, dropped: number): PromptInput {
  const kept = turns.slice(dropped);
  const questions = [...kept.map((turn) => turn.question), question];
  const answers = [summary, ...kept.map((turn) => turn.answer)];
  return {
    question: summaryQuestion,
    turns: answers.map((answer, i) => ({ answer, question: questions[i] as string })),
  };
}

function tooLong({ contextLength, maxNewTokens, positions }: Room, input: PromptInput): WetreadError {
  const needed = positions(input);
  return new WetreadError(
    'context_too_long',
    `Image, summary and question take ${needed} positions and an answer ${maxNewTokens}; the context holds ${contextLength}. Ask a shorter question.`,
    { details: { positions: needed, maxNewTokens, contextLength } },
  );
}
