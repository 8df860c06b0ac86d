import type { ServerWritableStream } from '@grpc/grpc-js';
import { toWetreadError } from '@wetread/contracts';
import { statusOf } from '@wetread/grpc';
import type { AnswerPart, AnswerRequest__Output, ReaderHandlers } from '@wetread/protos';
import { type Logger, SpanKind, withSpan } from '@wetread/telemetry';
import type { Admission } from '../../domain/admission.ts';
import { type AnswerStep, answerQuestion } from '../../domain/answering.ts';
import type { Reader } from '../../domain/reading.ts';
import { answers } from '../../metrics.ts';
import { answerParts } from './answer-parts.ts';

const method = 'wetread.v1.Reader/Answer';
const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': method };

type AnswerCall = ServerWritableStream<AnswerRequest__Output, AnswerPart>;

/** The gRPC face of the reader. No text of a question or an answer is logged. */
export function readerHandlers(reader: Reader, admission: Admission, logger: Logger): ReaderHandlers {
  const toPart = answerParts(reader.bundle.manifest, reader.bundle.digest, reader.decoder.describe().engine);
  return {
    Answer(call: AnswerCall) {
      const parent = call.metadata.getMap();
      void withSpan(method, { kind: SpanKind.SERVER, attributes, parent }, () => {
        logger.debug({ method: 'Answer' }, 'call taken');
        return admission.within(() => serve(reader, call, toPart));
      }).then(
        () => {
          answers.inc({ code: 'ok' });
          call.end();
        },
        (thrown) => {
          const { code } = toWetreadError(thrown);
          answers.inc({ code });
          if (code === 'internal') logger.error({ err: thrown, method: 'Answer' }, 'a call failed');
          call.emit('error', statusOf(thrown));
        },
      );
    },
  };
}

/** What is written waits in memory for a slow reader: an answer is bounded by its tokens, and so are the answers under way. */
async function serve(reader: Reader, call: AnswerCall, toPart: (step: AnswerStep) => AnswerPart): Promise<void> {
  const { imageKey, summaryQuestion, summary, turns, question, seed } = call.request;
  const asked = { imageKey, summaryQuestion, summary, turns, question, seed };
  for await (const step of answerQuestion(reader, asked, signalOf(call))) call.write(toPart(step));
}

/** Aborted when the caller goes away or the call's time is up. */
function signalOf(call: AnswerCall): AbortSignal {
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  if (call.cancelled) gone.abort();
  const deadline = call.getDeadline();
  const leftMs = (deadline instanceof Date ? deadline.getTime() : deadline) - Date.now();
  return Number.isFinite(leftMs)
    ? AbortSignal.any([gone.signal, AbortSignal.timeout(Math.max(0, leftMs))])
    : gone.signal;
}
