import type { Manifest } from '@wetread/model';
import type { AnswerPart, Finished } from '@wetread/protos';
import type { StopReason } from '../../decode/decoder.ts';
import type { Answered, AnswerStep } from '../../domain/answering.ts';

/** Steps of an answer as messages; the last one says all that made it (I7). */
export function answerParts(manifest: Manifest, digest: string, engine: string): (step: AnswerStep) => AnswerPart {
  return (step) => {
    if (step.kind === 'accepted') return { accepted: { droppedTurns: step.droppedTurns } };
    if (step.kind === 'text') return { text: step.text };
    return { finished: { ...finished(step.answer, engine), ...madeBy(manifest, digest) } };
  };
}

function madeBy({ name, version, notice, prompt }: Manifest, bundle: string) {
  const templates = { system: prompt.system, summaryTemplate: prompt.summary, turnTemplate: prompt.turn };
  return { bundleName: name, bundleVersion: version, bundle, notice, ...templates };
}

function finished(answer: Answered, engine: string): Finished {
  const { decoded, sampling, maxNewTokens, promptPositions, encodeMs } = answer;
  const { temperature, topP, repetitionPenalty, seed } = sampling;
  const { queueMs, prefillMs, decodeMs } = decoded.timings;
  return {
    text: decoded.text,
    decoding: { engine, temperature, topP, repetitionPenalty, maxNewTokens, ...(temperature > 0 && { seed }) },
    promptTokens: promptPositions,
    completionTokens: decoded.ids.length,
    stopReason: stopReasons[decoded.stopReason],
    timings: { encodeMs, firstTokenMs: queueMs + prefillMs, decodeMs },
  };
}

/** The prompt leaves room for a whole answer, so that the context cannot end before the length does. */
const stopReasons = {
  stop: 'STOP_REASON_STOP',
  eos: 'STOP_REASON_EOS',
  length: 'STOP_REASON_LENGTH',
  context: 'STOP_REASON_LENGTH',
} as const satisfies Record<StopReason, string>;
