import type { AppendOptions } from '@wetread/batching';
import { toWetreadError, WetreadError } from '@wetread/contracts';
import { checkSource, type EncodedImage, type ImageQueue, type ImageSource } from './images.ts';

export interface EncodeCall extends AppendOptions {
  readonly images: readonly ImageSource[];
  /** Digest of the bundle that the caller decodes with; empty for any. */
  readonly expectedBundle: string;
}

/** One image's end: what the model made of it, or why not. */
export type Outcome = EncodedImage | WetreadError;

/** Takes a call apart into images for the queue and puts the outcomes together again. */
export class EncodeImages {
  readonly #queue: ImageQueue;
  readonly #bundle: string;
  readonly #maxPixels: number;

  constructor(queue: ImageQueue, bundle: string, maxPixels: number) {
    this.#queue = queue;
    this.#bundle = bundle;
    this.#maxPixels = maxPixels;
  }

  /**
   * @returns one outcome for each image, in order; a bad image does not fail its neighbours
   * @throws WetreadError `invalid_request`, `bundle_mismatch`, `overloaded`, `draining`, `deadline_exceeded`, `cancelled`
   */
  async encode(call: EncodeCall): Promise<Outcome[]> {
    this.#check(call);
    const faults = call.images.map((image) => faultOf(() => checkSource(image, this.#maxPixels)));
    const sound = call.images.filter((_, i) => faults[i] === undefined);
    const served = sound.length === 0 ? [] : await settle(this.#queue.append(sound, call));
    const lost = served.find(endsCall);
    if (lost) throw lost;
    const inOrder = served.values();
    return faults.map((fault) => fault ?? (inOrder.next().value as Outcome));
  }

  #check({ images, expectedBundle }: EncodeCall): void {
    const { maxQueue } = this.#queue.options;
    if (images.length < 1 || images.length > maxQueue) {
      throw new WetreadError('invalid_request', `A call holds 1 to ${maxQueue} images, not ${images.length}`);
    }
    if (expectedBundle && expectedBundle !== this.#bundle) {
      const message = `The encoder serves bundle ${this.#bundle}, not ${expectedBundle}`;
      throw new WetreadError('bundle_mismatch', message, { details: { served: this.#bundle } });
    }
  }
}

/** Deadline and cancellation belong to the call, so they are its end and not an image's. */
const endsCall = (outcome: Outcome): outcome is WetreadError =>
  outcome instanceof WetreadError && (outcome.code === 'deadline_exceeded' || outcome.code === 'cancelled');

const settle = (promises: readonly Promise<EncodedImage>[]): Promise<Outcome[]> =>
  Promise.all(promises.map((promise) => promise.catch(toWetreadError)));

function faultOf(check: () => void): WetreadError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return toWetreadError(error);
  }
}
