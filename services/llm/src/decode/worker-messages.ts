import type { ErrorCode } from '@wetread/contracts';
import type { Manifest } from '@wetread/model';
import type { BatchLimits, RowEvent } from './batch.ts';
import type { RowRequest } from './row.ts';

export interface WorkerSetup extends BatchLimits {
  readonly folder: string;
  readonly digest: string;
  readonly manifest: Manifest;
  /** Threads of the session. */
  readonly threads: number;
}

export type ToWorker =
  | { readonly kind: 'decode'; readonly id: number; readonly request: RowRequest; readonly listening: boolean }
  | { readonly kind: 'listen'; readonly id: number }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'events'; readonly events: readonly RowEvent[] };
