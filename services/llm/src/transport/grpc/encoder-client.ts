import { credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { type ErrorCode, errorCodeOfGrpc, errorTable, type Priority, WetreadError } from '@wetread/contracts';
import {
  type DescribeResponse,
  type EncodeResponse__Output,
  Encoder,
  type EncoderClient,
  ERROR_CODE_METADATA,
} from '@wetread/protos';
import { traceHeaders } from '@wetread/telemetry';
import type { ImageEncoder } from '../../domain/image-encoder.ts';

export interface EncoderAddress {
  /** A gRPC name, such as `dns:///encoder:50051`. */
  readonly address: string;
  /** Of one image, with all retries. */
  readonly timeoutMs: number;
  /** Digest of the bundle that this process decodes with, and shape [imageTokens, width] of what it expects. */
  readonly bundle: string;
  readonly imageTokens: number;
  readonly width: number;
}

/**
 * gRPC's own client does the balancing and the retries: every call goes to the next address of the name, and one that is
 * refused or finds nobody is tried at another after a jittered pause, or after the pause that the encoder asks for.
 */
const SERVICE_CONFIG = {
  loadBalancingConfig: [{ round_robin: {} }],
  methodConfig: [
    {
      name: [{ service: 'wetread.v1.Encoder' }],
      retryPolicy: {
        maxAttempts: 5,
        initialBackoff: '0.2s',
        maxBackoff: '3s',
        backoffMultiplier: 2,
        retryableStatusCodes: ['UNAVAILABLE', 'RESOURCE_EXHAUSTED'],
      },
    },
  ],
};

export class GrpcImageEncoder implements ImageEncoder {
  readonly #client: EncoderClient;
  readonly #options: EncoderAddress;

  constructor(options: EncoderAddress) {
    this.#options = options;
    this.#client = new Encoder(options.address, credentials.createInsecure(), {
      'grpc.service_config': JSON.stringify(SERVICE_CONFIG),
      // A peer that vanished without a word is noticed before its calls time out.
      'grpc.keepalive_time_ms': 20_000,
      'grpc.keepalive_timeout_ms': 5_000,
      // Encoders come and go by autoscaling; a new one should have work within seconds.
      'grpc.max_reconnect_backoff_ms': 5_000,
      'grpc.dns_min_time_between_resolutions_ms': 5_000,
      'grpc.max_receive_message_length': -1,
    });
  }

  async encode(key: string, priority: Priority): Promise<Float32Array> {
    const { bundle, timeoutMs } = this.#options;
    const request = {
      images: [{ storageKey: key }],
      expectedBundle: bundle,
      priority: priority === 'urgent' ? ('PRIORITY_URGENT' as const) : ('PRIORITY_ROUTINE' as const),
    };
    const deadline = Date.now() + timeoutMs;
    const response = await unary<EncodeResponse__Output>((metadata, done) =>
      this.#client.Encode(request, metadata, { deadline }, done),
    );
    this.#checkBundle(response.bundle);
    return this.#imageTokens(response);
  }

  /** @throws WetreadError `encoder_unavailable`, `bundle_mismatch` */
  async check(): Promise<void> {
    const deadline = Date.now() + CHECK_TIMEOUT_MS;
    const response = await unary<DescribeResponse>((metadata, done) =>
      this.#client.Describe({}, metadata, { deadline }, done),
    );
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
const short = (digest: string): string => digest.slice(0, 12);

type Answer<T> = (error: ServiceError | null, response?: T) => void;

function unary<T>(call: (metadata: Metadata, done: Answer<T>) => void): Promise<T> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(traceHeaders())) metadata.set(name, value);
  return new Promise((resolve, reject) => {
    call(metadata, (error, response) => (error ? reject(errorOf(error)) : resolve(response as T)));
  });
}

/** Wetread's own code where the encoder gave one; else what the status means. */
function errorOf(error: ServiceError): WetreadError {
  const [given] = error.metadata.get(ERROR_CODE_METADATA);
  const own = typeof given === 'string' && given in errorTable ? (given as ErrorCode) : errorCodeOfGrpc(error.code);
  // The encoder's draining is not this process's: for the caller that encoder is merely not there.
  const code = own === 'draining' ? 'encoder_unavailable' : own;
  return new WetreadError(code, `The encoder: ${error.details}`, { cause: error });
}
