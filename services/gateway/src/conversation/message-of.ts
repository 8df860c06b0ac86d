import { derivedId, newId, sha256, WetreadError } from '@wetread/contracts';
import type { AnswerRequest, Finished__Output } from '@wetread/protos';
import type { MessageRecord, ResultRecord, StudyRef } from '@wetread/studies';

/** What is asked, of which summary, after which earlier messages. */
export interface Question {
  readonly id: string;
  readonly text: string;
  readonly askedAt: Date;
  readonly summary: ResultRecord;
  /** The messages about the same summary, the oldest first. */
  readonly earlier: readonly MessageRecord[];
}

/** The same key asks the same question of a study again. */
export const messageId = ({ tenant, study }: StudyRef, key: string | undefined): string =>
  key === undefined ? newId('msg') : derivedId('msg', tenant, study, key);

export function requestOf({ id, text, summary, earlier }: Question): AnswerRequest {
  const [image] = summary.images;
  if (!image) throw new WetreadError('record_invalid', `The summary ${summary.id} names no image.`);
  return {
    imageKey: image.render,
    summaryQuestion: summary.prompt.question,
    summary: summary.text,
    turns: earlier.map((message) => ({ question: message.question, answer: message.text })),
    question: text,
    // A bundle that draws its tokens still answers the same message in the same words.
    seed: Number.parseInt(sha256(id).slice(0, 8), 16),
  };
}

/** The message with all that made its answer (I7). */
export function messageOf(
  { id, text, askedAt, summary, earlier }: Question,
  answer: Finished__Output,
  dropped: number,
): Omit<MessageRecord, 'number'> {
  const { tenant, study, revision, images } = summary;
  const now = new Date();
  const { encodeMs = 0, firstTokenMs = 0, decodeMs = 0 } = answer.timings ?? {};
  return {
    id,
    tenant,
    study,
    revision,
    summary: summary.id,
    askedAt: askedAt.toISOString(),
    createdAt: now.toISOString(),
    question: text,
    text: answer.text,
    preliminary: true,
    machineMade: true,
    notice: answer.notice,
    bundle: { name: answer.bundleName, version: answer.bundleVersion, digest: answer.bundle },
    prompt: {
      system: answer.system,
      template: answer.summaryTemplate,
      turnTemplate: answer.turnTemplate,
      question: summary.prompt.question,
    },
    decoding: decodingOf(answer),
    images: images.slice(0, 1),
    context: { messages: earlier.slice(dropped).map((message) => message.id), dropped },
    tokens: { prompt: answer.promptTokens, completion: answer.completionTokens },
    stopReason: stopReasons[answer.stopReason],
    timings: { encodeMs, firstTokenMs, decodeMs, totalMs: now.getTime() - askedAt.getTime() },
  };
}

function decodingOf({ decoding }: Finished__Output): MessageRecord['decoding'] {
  if (!decoding) throw new WetreadError('internal', 'The llm did not say how it decoded.');
  const { engine, temperature, topP, repetitionPenalty, maxNewTokens, seed = null } = decoding;
  return { engine, temperature, topP, repetitionPenalty, maxNewTokens, seed };
}

const stopReasons: Record<Finished__Output['stopReason'], MessageRecord['stopReason']> = {
  STOP_REASON_UNSPECIFIED: 'stop',
  STOP_REASON_STOP: 'stop',
  STOP_REASON_EOS: 'eos',
  STOP_REASON_LENGTH: 'length',
};
