import type { Priority } from '@wetread/contracts';

/** Radiographs to image tokens of the same bundle. */
export interface ImageEncoder {
  /**
   * @param key of the image in object storage
   * @returns image tokens [n, width] row by row
   * @throws WetreadError of the encoder, `bundle_mismatch` where it serves another bundle
   */
  encode(key: string, priority: Priority): Promise<Float32Array>;
}
