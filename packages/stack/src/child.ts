import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Both output streams are appended here. */
  readonly logFile: string;
  /** Gives the child a channel whose end tells it that this process is gone. */
  readonly ipc?: boolean;
}

/** One process of the stack, which can be stopped, killed and started again. */
export class Child {
  readonly name: string;
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;

  constructor(options: ChildOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get running(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  start(): void {
    const { command, args, env, logFile, ipc } = this.#options;
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, {
      env: env ?? process.env,
      stdio: ipc ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
      // A Ctrl-C in the terminal reaches only this process, which then drains its children in order.
      detached: true,
    });
    closeSync(log);
    child.on('error', () => undefined);
    const killWithUs = () => child.kill('SIGKILL');
    process.once('exit', killWithUs);
    child.once('exit', () => process.off('exit', killWithUs));
    this.#process = child;
  }

  /** Waits until `ready` is true. @throws Error with the end of the log, where the process ends before */
  async until(ready: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await ready().catch(() => false))) {
      if (!this.running) throw new Error(`${this.name} ended at its start:\n${this.logTail()}`);
      if (Date.now() > deadline) throw new Error(`${this.name} was not ready in ${timeoutMs} ms:\n${this.logTail()}`);
      await sleep(50);
    }
  }

  /** SIGTERM, and SIGKILL for one that does not end within `graceMs`. @returns its exit status, null where a signal ended it */
  async stop(graceMs = 30_000): Promise<number | null> {
    return this.#end('SIGTERM', graceMs);
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL', 10_000);
  }

  logTail(lines = 15): string {
    return readFileSync(this.#options.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  async #end(signal: NodeJS.Signals, graceMs: number): Promise<number | null> {
    const child = this.#process;
    if (!child || !this.running) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(timer);
    return child.exitCode;
  }
}
