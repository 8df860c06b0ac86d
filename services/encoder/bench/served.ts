import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { credentials } from '@grpc/grpc-js';
import type { Bundle, GreyImage } from '@wetread/model';
import { type EncodeResponse__Output, Encoder, type EncoderClient } from '@wetread/protos';
import { freePort, waitFor } from '@wetread/testing';
import type { Layout } from './bare.ts';

/** The service in a process of its own, and a client of it. */
export class Served {
  readonly #child: ChildProcess;
  readonly #client: EncoderClient;

  private constructor(child: ChildProcess, client: EncoderClient) {
    this.#child = child;
    this.#client = client;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  static async start(bundle: Bundle, layout: Layout, batch: number, images: number): Promise<Served> {
    const [grpc, http] = await Promise.all([freePort(), freePort()]);
    const child = spawn(process.execPath, [fileURLToPath(new URL('../dist/main.js', import.meta.url))], {
      env: {
        ...process.env,
        HOST: '127.0.0.1',
        GRPC_PORT: String(grpc),
        HTTP_PORT: String(http),
        BUNDLE_PATH: bundle.folder,
        STORAGE_URL: 'file:///tmp/wetread-bench',
        LOG_LEVEL: 'warn',
        SESSION_WORKERS: String(layout.workers),
        INTRA_OP_THREADS: String(layout.intraOpThreads),
        MAX_BATCH: String(batch),
        MAX_QUEUE: String(images),
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await waitFor(async () => (await fetch(`http://127.0.0.1:${http}/readyz`)).ok, {
      timeoutMs: 30_000,
      what: 'the encoder',
    });
    return new Served(child, new Encoder(`127.0.0.1:${grpc}`, credentials.createInsecure()));
  }

  /** Encodes every image once, in calls of `perCall` images, all in flight at the same time. */
  async encodeAll(images: readonly GreyImage[], perCall: number): Promise<void> {
    const calls = Array.from({ length: Math.ceil(images.length / perCall) }, (_, i) =>
      this.#encode(images.slice(i * perCall, (i + 1) * perCall)),
    );
    await Promise.all(calls);
  }

  async stop(): Promise<void> {
    this.#client.close();
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }

  async #encode(images: readonly GreyImage[]): Promise<void> {
    const request = { images: images.map(({ width, height, pixels }) => ({ grey: { width, height, pixels } })) };
    const encode = promisify(this.#client.Encode.bind(this.#client, request));
    const { results } = (await encode()) as EncodeResponse__Output;
    const failed = results.find(({ outcome }) => outcome !== 'embeddings');
    if (failed || results.length !== images.length) throw new Error(`an image failed: ${failed?.error?.message}`);
  }
}
