import type { ServiceError } from '@grpc/grpc-js';
import { WetreadError } from '@wetread/contracts';
import { balanced, callMetadata, channelCredentials, type GrpcTlsSettings, peerError } from '@wetread/grpc';
import { type AnswerPart__Output, type AnswerRequest, Reader, type ReaderClient } from '@wetread/protos';

export interface AnswerAddress {
  /** A gRPC name, such as `dns:///llm:50052`. */
  readonly address: string;
  /** Plain where it names no files. */
  readonly tls?: GrpcTlsSettings;
  /** Of one question, from the call to the end of its answer. */
  readonly timeoutMs: number;
}

/** A person waits: what finds nobody goes on to the next address at once, and what is refused is told to the person. */
const balancing = {
  service: 'wetread.v1.Reader',
  maxAttempts: 3,
  initialBackoff: '0.05s',
  maxBackoff: '0.5s',
  retryOn: ['UNAVAILABLE'],
} as const;

/** Questions to the llm service, past every queue. */
export class AnswerClient {
  readonly #client: ReaderClient;
  readonly #timeoutMs: number;

  constructor({ address, tls = {}, timeoutMs }: AnswerAddress) {
    this.#client = new Reader(address, channelCredentials(tls), balanced(balancing));
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @param signal ends the call, and with it the work for it
   * @throws WetreadError of the llm, `decoder_unavailable` where none answers, `deadline_exceeded`, `cancelled`
   */
  async *answer(request: AnswerRequest, signal: AbortSignal): AsyncGenerator<AnswerPart__Output> {
    if (signal.aborted) throw new WetreadError('cancelled', 'The asker went away.');
    const call = this.#client.Answer(request, callMetadata(), { deadline: Date.now() + this.#timeoutMs });
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      yield* call as AsyncIterable<AnswerPart__Output>;
    } catch (thrown) {
      throw failure(thrown as ServiceError);
    } finally {
      signal.removeEventListener('abort', cancel);
      // Also where the caller stops reading.
      cancel();
    }
  }

  close(): void {
    this.#client.close();
  }
}

const RETRY_AFTER_S = 2;

/** Addresses inside the installation are no business of the asker's. */
function failure(thrown: ServiceError): WetreadError {
  const error = peerError(thrown, { name: 'The llm', unavailable: 'decoder_unavailable' });
  if (error.code !== 'decoder_unavailable') return error;
  const message = 'What answers questions cannot be reached now. Nothing was kept; ask again later.';
  return new WetreadError(error.code, message, { cause: thrown, retryAfterS: error.retryAfterS ?? RETRY_AFTER_S });
}
