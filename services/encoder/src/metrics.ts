import { counter, gauge, histogram } from '@wetread/telemetry';
import type { Counter, Histogram } from 'prom-client';

export const calls: Counter<'code'> = counter({
  name: 'encoder_calls_total',
  help: 'Encode calls by how they ended',
  labels: ['code'],
});

export const images: Counter<'code'> = counter({
  name: 'encoder_images_total',
  help: 'Images by how they ended',
  labels: ['code'],
});

export const batchSize: Histogram<never> = histogram({
  name: 'encoder_batch_images',
  help: 'Images of a model run',
  buckets: [1, 2, 4, 8, 16, 32, 64],
});

export const queueSeconds: Histogram<never> = histogram({
  name: 'encoder_queue_seconds',
  help: 'Time of an image in the queue',
});

export const inferenceSeconds: Histogram<never> = histogram({
  name: 'encoder_inference_seconds',
  help: 'Time of a model run',
});

export const threadDeaths: Counter<never> = counter({
  name: 'encoder_thread_deaths_total',
  help: 'Session threads that died',
});

let queue: { readonly size: number } | undefined;

/** The queue whose length is reported. */
export function reportQueue(reported: { readonly size: number }): void {
  queue = reported;
}

gauge({ name: 'encoder_queue_images', help: 'Images waiting', collect: (value) => value.set(queue?.size ?? 0) });
