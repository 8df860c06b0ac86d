import type { Bundle } from '@wetread/model';
import { SpanKind, withSpan } from '@wetread/telemetry';
import type { Decoded, DecodeRequest } from '../decode/decoder.ts';

/**
 * One decoding as a span of OpenTelemetry's conventions for generative AI: model, settings and counts, never a prompt or text.
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 */
export function withDecodeSpan(
  { manifest }: Bundle,
  { sampling, maxNewTokens }: Pick<DecodeRequest, 'sampling' | 'maxNewTokens'>,
  promptPositions: number,
  decode: () => Promise<Decoded>,
): Promise<Decoded> {
  const attributes = {
    'gen_ai.operation.name': 'text_completion',
    'gen_ai.provider.name': 'wetread',
    'gen_ai.request.model': manifest.name,
    'gen_ai.request.max_tokens': maxNewTokens,
    'gen_ai.request.temperature': sampling.temperature,
    'gen_ai.request.top_p': sampling.topP,
    'gen_ai.usage.input_tokens': promptPositions,
  };
  const name = `text_completion ${manifest.name}`;
  return withSpan(name, { kind: SpanKind.INTERNAL, attributes }, async (span) => {
    const decoded = await decode();
    span.setAttribute('gen_ai.usage.output_tokens', decoded.ids.length);
    span.setAttribute('gen_ai.response.finish_reasons', [decoded.stopReason]);
    return decoded;
  });
}
