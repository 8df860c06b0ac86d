import type { ClientUnaryCall, Metadata, ServiceError } from '@grpc/grpc-js';
import { type ErrorCode, errorTable, WetreadError, type WorkPriority } from '@wetread/contracts';
import { balanced, callMetadata, channelCredentials, type GrpcTlsSettings, peerError } from '@wetread/grpc';
import { type DescribeResponse, type EncodeResponse__Output, Encoder, type EncoderClient } from '@wetread/protos';
import type { ImageEncoder } from '../../domain/image-encoder.ts';

export interface EncoderAddress {
  /** A gRPC name, such as `dns:///encoder:50051`. */
  readonly address: string;
  /** Plain where it names no files. */
  readonly tls?: GrpcTlsSettings;
  /** Of one image, with all retries. */
  readonly timeoutMs: number;
  /** Digest of the bundle that this process decodes with, and shape [imageTokens, width] of what it expects. */
  readonly bundle: string;
  readonly imageTokens: number;
  readonly width: number;
}

const peer = { name: 'The encoder', unavailable: 'encoder_unavailable' } as const;
const balancing = {
  service: 'wetread.v1.Encoder',
  maxAttempts: 5,
  initialBackoff: '0.2s',
  maxBackoff: '3s',
  retryOn: ['UNAVAILABLE', 'RESOURCE_EXHAUSTED'],
} as const;

export class GrpcImageEncoder implements ImageEncoder {
  readonly #client: EncoderClient;
  readonly #options: EncoderAddress;

  constructor(options: EncoderAddress) {
    this.#options = options;
    this.#client = new Encoder(options.address, channelCredentials(options.tls ?? {}), balanced(balancing));
  }

  async encode(key: string, priority: WorkPriority, signal?: AbortSignal): Promise<Float32Array> {
    const { bundle, timeoutMs } = this.#options;
    const request = { images: [{ storageKey: key }], expectedBundle: bundle, priority: wirePriority[priority] };
    const deadline = Date.now() + timeoutMs;
    const call = (metadata: Metadata, done: Answer<EncodeResponse__Output>) =>
      this.#client.Encode(request, metadata, { deadline }, done);
    const response = await unary<EncodeResponse__Output>(call, signal);
    this.#checkBundle(response.bundle);
    return this.#imageTokens(response);
  }

  /** @throws WetreadError `encoder_unavailable`, `bundle_mismatch` */
  async check(): Promise<void> {
    const deadline = Date.now() + CHECK_TIMEOUT_MS;
    const response = await unary<DescribeResponse>((metadata, done) =>
      this.#client.Describe({}, metadata, { deadline }, done),
    ).catch(awayWhereSilent);
    this.#checkBundle(response.bundle);
  }

  close(): void {
    this.#client.close();
  }

  #checkBundle(found: string): void {
    const { bundle } = this.#options;
    if (found === bundle) return;
    throw new WetreadError(
      'bundle_mismatch',
      `The encoder serves bundle ${short(found)}, this decoder ${short(bundle)}`,
    );
  }

  #imageTokens({ results: [result] }: EncodeResponse__Output): Float32Array {
    if (result?.error) {
      const code = result.error.code in errorTable ? (result.error.code as ErrorCode) : 'internal';
      throw new WetreadError(code, result.error.message);
    }
    const { imageTokens, width } = this.#options;
    const bytes = result?.embeddings;
    if (bytes?.length !== 4 * imageTokens * width) {
      const found = bytes?.length ?? 0;
      throw new WetreadError(
        'embedding_invalid',
        `The encoder sent ${found} bytes instead of [${imageTokens}, ${width}]`,
      );
    }
    // A view needs its offset to be a multiple of 4, which the message does not promise.
    return new Float32Array(Uint8Array.from(bytes).buffer);
  }
}

const CHECK_TIMEOUT_MS = 2_000;

/** To its asker an encoder that says nothing is as far away as one that nobody finds. */
function awayWhereSilent(error: WetreadError): never {
  if (error.code !== 'deadline_exceeded') throw error;
  throw new WetreadError('encoder_unavailable', error.message, { cause: error });
}

const short = (digest: string): string => digest.slice(0, 12);

const wirePriority = {
  interactive: 'PRIORITY_INTERACTIVE',
  urgent: 'PRIORITY_URGENT',
  routine: 'PRIORITY_ROUTINE',
} as const satisfies Record<WorkPriority, string>;

type Answer<T> = (error: ServiceError | null, response?: T) => void;

/** @throws WetreadError the peer's, or `cancelled` once `signal` is aborted */
async function unary<T>(
  call: (metadata: Metadata, done: Answer<T>) => ClientUnaryCall,
  signal?: AbortSignal,
): Promise<T> {
  if (signal?.aborted) throw new WetreadError('cancelled', 'The caller went away');
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const running = call(callMetadata(), (error, response) =>
    error ? reject(peerError(error, peer)) : resolve(response as T),
  );
  const cancel = () => running.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  return promise.finally(() => signal?.removeEventListener('abort', cancel));
}
