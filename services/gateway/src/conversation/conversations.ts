import { WetreadError } from '@wetread/contracts';
import type { JobQueues } from '@wetread/queues';
import { withRedis } from '@wetread/queues';
import {
  announce,
  answeredEvent,
  type MessageRecord,
  type MessageStore,
  type ResultRecord,
  type StudyIndex,
  type StudyRef,
  type StudyStore,
} from '@wetread/studies';
import type { AnswerClient } from './answer-client.ts';
import { messageId, messageOf, type Question, requestOf } from './message-of.ts';

export interface ConversationParts {
  readonly studies: StudyStore;
  readonly messages: MessageStore;
  readonly index: StudyIndex;
  readonly queues: JobQueues;
  readonly answers: AnswerClient;
}

export interface Asked {
  readonly question: string;
  readonly idempotencyKey?: string | undefined;
  /** Aborted when the asker goes away. */
  readonly signal: AbortSignal;
}

/** `message` is the end, and the only step that is kept. */
export type AnswerStep =
  | { readonly kind: 'accepted'; readonly id: string; readonly dropped: number }
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'message'; readonly message: MessageRecord };

/** Ends with the message as it is to be kept. */
type Answering = AsyncGenerator<AnswerStep, NewMessage>;
type NewMessage = Omit<MessageRecord, 'number'>;

/** A conversation is talked with, not archived by: its history is read for each question. */
const MOST_MESSAGES = 200;

/**
 * Follow-up questions about a study's summary. A message is stored when its answer is whole, under the next free number:
 * questions asked at once are each answered after the messages that were stored when they were asked, and say which
 * those were. What is given up on the way leaves nothing.
 */
export class Conversations {
  readonly #parts: ConversationParts;
  readonly #closing = new AbortController();

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /** Oldest first. */
  list(ref: StudyRef): Promise<MessageRecord[]> {
    return this.#parts.messages.list(ref);
  }

  /**
   * @throws WetreadError `conflict` (the key was used for another question; the conversation is full), `context_too_long`,
   * `invalid_request`, `overloaded`, `decoder_unavailable`, `deadline_exceeded`, `cancelled`, `not_found`
   */
  async *ask(summary: ResultRecord, { question, idempotencyKey, signal }: Asked): AsyncGenerator<AnswerStep> {
    const askedAt = new Date();
    const id = messageId(summary, idempotencyKey);
    const known = await this.list(summary);
    const same = known.find((message) => message.id === id);
    if (same) return yield { kind: 'message', message: repeated(same, question) };
    if (known.length >= MOST_MESSAGES) throw full();
    // Another summary was made from other images, or by another model: what was said of it is not of this one.
    const earlier = known.filter((message) => message.summary === summary.id);
    const asked = { id, text: question, askedAt, summary, earlier };
    const answer = yield* this.#untilClosing(asked, signal);
    const message = repeated(await this.#keep(answer, known), question);
    yield { kind: 'message', message };
  }

  /** Answers under way get so long to end, and are `draining` then. */
  drain(timeoutMs: number): void {
    setTimeout(() => this.#closing.abort(), timeoutMs).unref();
  }

  close(): void {
    this.#parts.answers.close();
  }

  async *#untilClosing(question: Question, asker: AbortSignal): Answering {
    const closing = this.#closing.signal;
    try {
      return yield* this.#answer(question, AbortSignal.any([asker, closing]));
    } catch (error) {
      if (!closing.aborted || asker.aborted) throw error;
      throw new WetreadError('draining', 'The gateway is closing. Ask again.', { cause: error, retryAfterS: 1 });
    }
  }

  async *#answer(question: Question, signal: AbortSignal): Answering {
    let dropped = 0;
    for await (const { accepted, text, finished } of this.#parts.answers.answer(requestOf(question), signal)) {
      if (accepted) {
        dropped = accepted.droppedTurns;
        yield { kind: 'accepted', id: question.id, dropped };
      }
      if (text) yield { kind: 'token', text };
      if (finished) return messageOf(question, finished, dropped);
    }
    throw new WetreadError('decoder_unavailable', 'The answer broke off. Ask again.', { retryAfterS: 1 });
  }

  /** The study is pending until its answer was told, so that a crash in between is made good by the reconciler (I1). */
  async #keep(message: NewMessage, known: readonly MessageRecord[]): Promise<MessageRecord> {
    const { studies, messages, index, queues } = this.#parts;
    if (!(await this.#isThere(message))) throw gone(message);
    const mark = await withRedis('marking a study', () => index.markPendingAnew(message));
    const stored = await messages.append(message, known);
    if (!(await this.#isThere(message))) {
      // Deleted meanwhile: nothing of it may come back.
      await messages.delete(stored);
      throw gone(message);
    }
    await announce(studies, queues, answeredEvent(stored));
    if (mark) await withRedis('clearing a mark', () => index.clearPending(message, mark));
    return stored;
  }

  async #isThere({ tenant, study }: StudyRef): Promise<boolean> {
    return (await this.#parts.studies.findStudy({ tenant, study })) !== undefined;
  }
}

const gone = ({ study }: StudyRef) => new WetreadError('not_found', `This tenant has no study ${study}.`);

/** @throws WetreadError `conflict` */
function repeated(message: MessageRecord, question: string): MessageRecord {
  if (message.question === question) return message;
  throw new WetreadError('conflict', 'This Idempotency-Key was used for another question about the study.');
}

const full = () => new WetreadError('conflict', `This conversation has ${MOST_MESSAGES} messages and takes no more.`);
