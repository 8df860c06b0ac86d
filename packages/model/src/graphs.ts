import { WetreadError } from '@wetread/contracts';
import type { InferenceSession } from 'onnxruntime-node';
import type { DecoderSpec, Manifest } from './manifest.ts';

/**
 * Whether a graph is what its manifest says: names, types and every fixed extent. `undefined` is any extent.
 */
type Contract = Readonly<Record<string, { readonly type: string; readonly shape: readonly (number | undefined)[] }>>;

const float = (...shape: (number | undefined)[]) => ({ type: 'float32', shape });

/** @throws WetreadError `bundle_invalid`, naming each input or output that differs */
export function checkEncoderGraph(session: InferenceSession, { encoder, image, decoder }: Manifest): void {
  const inputs = { pixel_values: float(undefined, 3, image.size, image.size) };
  const outputs = { image_tokens: float(undefined, encoder.imageTokens, decoder.width) };
  check(encoder.file, session, inputs, outputs);
}

/** @throws WetreadError `bundle_invalid`, naming each input or output that differs */
export function checkDecoderGraph(session: InferenceSession, { decoder }: Manifest): void {
  const { kvHeads, headDim, width, vocab } = decoder;
  const inputs: Contract = {
    inputs_embeds: float(undefined, undefined, width),
    position_ids: { type: 'int64', shape: [undefined, undefined] },
    attention_bias: float(undefined, 1, undefined, undefined),
    ...perLayer(decoder, 'past_key', float(undefined, kvHeads, headDim, undefined)),
    ...perLayer(decoder, 'past_value', float(undefined, kvHeads, undefined, headDim)),
  };
  const outputs: Contract = {
    logits: float(undefined, vocab),
    ...perLayer(decoder, 'new_key', float(undefined, kvHeads, undefined, headDim)),
    ...perLayer(decoder, 'new_value', float(undefined, kvHeads, undefined, headDim)),
  };
  check(decoder.file, session, inputs, outputs);
}

function perLayer({ layers }: DecoderSpec, name: string, value: Contract[string]): Contract {
  return Object.fromEntries(Array.from({ length: layers }, (_, layer) => [`${name}.${layer}`, value]));
}

function check(file: string, session: InferenceSession, inputs: Contract, outputs: Contract): void {
  const faults = [
    ...differences('input', session.inputMetadata, inputs),
    ...differences('output', session.outputMetadata, outputs),
  ];
  if (faults.length > 0)
    throw new WetreadError('bundle_invalid', `${file}: ${faults.join('; ')}`, { details: { faults } });
}

function differences(kind: string, found: readonly InferenceSession.ValueMetadata[], contract: Contract): string[] {
  const missing = Object.keys(contract).filter((name) => !found.some((value) => value.name === name));
  return [
    ...missing.map((name) => `${kind} ${name} is missing`),
    ...found.flatMap((value) => difference(kind, value, contract[value.name])),
  ];
}

function difference(kind: string, found: InferenceSession.ValueMetadata, expected?: Contract[string]): string[] {
  if (!expected) return [`${kind} ${found.name} is not in the contract`];
  if (!found.isTensor) return [`${kind} ${found.name} is no tensor`];
  const { type, shape } = expected;
  // An exporter may leave an extent symbolic that the contract fixes; then the first run tells.
  const fits =
    found.type === type &&
    found.shape.length === shape.length &&
    found.shape.every((extent, i) => typeof extent !== 'number' || shape[i] === undefined || extent === shape[i]);
  const wanted = shape.map((extent) => extent ?? '·').join(',');
  return fits ? [] : [`${kind} ${found.name} is ${found.type} [${found.shape}] instead of ${type} [${wanted}]`];
}
