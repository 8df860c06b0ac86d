import type { ErrorCode } from '@wetread/contracts';
import type { GreyImage, Manifest } from '@wetread/model';

/** What a session thread is started with. */
export interface SessionSettings {
  /** Absolute path of the encoder graph. */
  readonly graph: string;
  readonly manifest: Manifest;
  readonly maxBatch: number;
  readonly maxImagePixels: number;
  readonly intraOpThreads: number;
  readonly provider: 'cpu' | 'cuda';
}

/** An image whose bytes are at hand. */
export type LoadedImage =
  | { readonly kind: 'encoded'; readonly bytes: Uint8Array }
  | { readonly kind: 'grey'; readonly image: GreyImage };

export interface BatchMessage {
  readonly id: number;
  /** At most `maxBatch`. */
  readonly images: readonly LoadedImage[];
}

export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
}

export interface BatchResult {
  /** One for each image; null where it was served. */
  readonly faults: readonly (Fault | null)[];
  /** [served images, n, d], in their order. */
  readonly tokens: Float32Array<ArrayBuffer>;
  readonly inferenceMs: number;
}

export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | ({ readonly kind: 'done'; readonly id: number } & BatchResult)
  | { readonly kind: 'failed'; readonly id: number; readonly fault: Fault };
