import type { WorkPriority } from '@wetread/contracts';

/** Radiographs to image tokens of the same bundle. */
export interface ImageEncoder {
  /**
   * @param key of the image in object storage
   * @param signal gives the image's place in the queue back
   * @returns image tokens [n, width] row by row
   * @throws WetreadError of the encoder, `cancelled`, `bundle_mismatch` where it serves another bundle
   */
  encode(key: string, priority: WorkPriority, signal?: AbortSignal): Promise<Float32Array>;
  /** Whether it can encode now. @throws WetreadError of the encoder, `bundle_mismatch` */
  check(): Promise<void>;
}
