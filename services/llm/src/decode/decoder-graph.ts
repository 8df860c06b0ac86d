import { type Bundle, checkDecoderGraph, type DecoderSpec } from '@wetread/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { KvCache, NewRows } from './kv-cache.ts';

/** One run's inputs beside the cache. */
export interface StepInputs {
  readonly rows: number;
  /** New positions of each row. */
  readonly steps: number;
  /** [rows, steps, width] */
  readonly embeddings: Float32Array;
  /** [rows, steps] */
  readonly positions: BigInt64Array;
  /** [rows, 1, steps, past + steps] */
  readonly bias: Float32Array;
}

export interface StepOutputs {
  /** [rows, vocab], of each row's last step. */
  readonly logits: Float32Array;
  readonly fresh: NewRows;
}

/** The bundle's decoder graph in a session of its own. `run` blocks the thread, so only worker threads hold one (I5). */
export class DecoderGraph {
  readonly spec: DecoderSpec;
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession, spec: DecoderSpec) {
    this.#session = session;
    this.spec = spec;
  }

  /** @throws WetreadError `bundle_invalid` where the graph is not what docs/bundle.md says */
  static async open(bundle: Bundle, threads: number): Promise<DecoderGraph> {
    const session = await InferenceSession.create(bundle.path(bundle.manifest.decoder.file), {
      intraOpNumThreads: threads,
      // A thread that waits in a loop takes the core from the one it waits for wherever other processes compute too (docs/adr/0011).
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    checkDecoderGraph(session, bundle.manifest);
    return new DecoderGraph(session, bundle.manifest.decoder);
  }

  async run(inputs: StepInputs, cache: KvCache): Promise<StepOutputs> {
    const { rows, steps } = inputs;
    const feeds: Record<string, Tensor> = {
      inputs_embeds: new Tensor('float32', inputs.embeddings, [rows, steps, this.spec.width]),
      position_ids: new Tensor('int64', inputs.positions, [rows, steps]),
      attention_bias: new Tensor('float32', inputs.bias, [rows, 1, steps, cache.positions + steps]),
    };
    cache.addFeeds(feeds, rows);
    const outputs = await this.#session.run(feeds);
    const perLayer = (name: string) =>
      Array.from({ length: this.spec.layers }, (_, layer) => floats(outputs[`${name}.${layer}`]));
    return {
      logits: floats(outputs.logits),
      fresh: { steps, keys: perLayer('new_key'), values: perLayer('new_value') },
    };
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

const floats = (tensor: Tensor | undefined): Float32Array => tensor?.data as Float32Array;
