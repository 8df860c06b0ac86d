import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { MixedRequest } from '../requests.ts';
import { type Peer, type PeerRun, plainRequests } from './peer.ts';

const runSchema = z.object({ seconds: z.number().positive(), ids: z.array(z.array(z.int().nonnegative())) });

/** A process that reads a line of requests and writes a line of what it made of them; it times itself. */
export class ChildPeer implements Peer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    // What it could not be told, the missing answer tells.
    this.#child.stdin?.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** @throws Error where the process ends or fails */
  async run(requests: readonly MixedRequest[]): Promise<PeerRun> {
    this.#child.stdin?.write(`${JSON.stringify(plainRequests(requests))}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`its process ended (${this.#child.exitCode ?? this.#child.signalCode ?? 'failed'})`);
    return runSchema.parse(JSON.parse(value));
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.stdin?.end();
    await once(this.#child, 'exit');
  }
}
