import type { handleUnaryCall, ServerUnaryCall } from '@grpc/grpc-js';
import { toWetreadError, WetreadError, type WorkPriority } from '@wetread/contracts';
import { statusOf } from '@wetread/grpc';
import type {
  DescribeResponse,
  EncodeRequest__Output,
  EncodeResponse,
  EncoderHandlers,
  Image__Output,
  ImageResult,
} from '@wetread/protos';
import { type Logger, SpanKind, withSpan } from '@wetread/telemetry';
import type { EncodeCall, EncodeImages, Outcome } from '../../domain/encode-images.ts';
import type { ImageSource } from '../../domain/images.ts';
import { calls, images as imagesTotal } from '../../metrics.ts';

/** The gRPC face of the encoder: messages to calls and outcomes to messages. */
export function encoderHandlers(encoder: EncodeImages, describe: DescribeResponse, logger: Logger): EncoderHandlers {
  return {
    Encode: unary('Encode', logger, async (call: ServerUnaryCall<EncodeRequest__Output, EncodeResponse>) => {
      const outcomes = await encoder.encode(encodeCall(call));
      for (const outcome of outcomes) imagesTotal.inc({ code: outcome instanceof WetreadError ? outcome.code : 'ok' });
      const { bundle, imageTokens, width } = describe;
      return { results: outcomes.map(imageResult), bundle, imageTokens, width };
    }),
    Describe: unary('Describe', logger, async () => describe),
  };
}

function unary<I, O>(
  name: string,
  logger: Logger,
  handle: (call: ServerUnaryCall<I, O>) => Promise<O>,
): handleUnaryCall<I, O> {
  return (call, callback) => {
    const parent = call.metadata.getMap();
    const method = `wetread.v1.Encoder/${name}`;
    const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': method };
    withSpan(method, { kind: SpanKind.SERVER, attributes, parent }, () => {
      logger.debug({ method: name }, 'call taken');
      return handle(call);
    }).then(
      (response) => {
        calls.inc({ code: 'ok' });
        callback(null, response);
      },
      (thrown) => {
        const { code } = toWetreadError(thrown);
        calls.inc({ code });
        if (code === 'internal') logger.error({ err: thrown, method: name }, 'a call failed');
        callback(statusOf(thrown));
      },
    );
  };
}

function encodeCall(call: ServerUnaryCall<EncodeRequest__Output, EncodeResponse>): EncodeCall {
  const { images, expectedBundle, priority } = call.request;
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  const deadline = call.getDeadline();
  return {
    images: images.map(sourceOf),
    expectedBundle,
    priority: priorityOf[priority],
    deadline: deadline instanceof Date ? deadline.getTime() : deadline,
    signal: gone.signal,
  };
}

const priorityOf: Record<EncodeRequest__Output['priority'], WorkPriority> = {
  PRIORITY_UNSPECIFIED: 'routine',
  PRIORITY_ROUTINE: 'routine',
  PRIORITY_URGENT: 'urgent',
  PRIORITY_INTERACTIVE: 'interactive',
};

function sourceOf({ source, storageKey = '', encoded, grey }: Image__Output): ImageSource {
  if (source === 'grey' && grey) return { kind: 'grey', image: grey };
  if (source === 'encoded' && encoded) return { kind: 'encoded', bytes: encoded };
  return { kind: 'stored', key: storageKey };
}

function imageResult(outcome: Outcome): ImageResult {
  if (outcome instanceof WetreadError) {
    const { code, message, retryable, traits } = outcome;
    return { error: { code, message: code === 'internal' ? traits.title : message, retryable } };
  }
  const { embeddings, queuedMs, inferenceMs } = outcome;
  const bytes = Buffer.from(embeddings.buffer, embeddings.byteOffset, embeddings.byteLength);
  return { embeddings: bytes, queueMs: queuedMs, inferenceMs };
}
