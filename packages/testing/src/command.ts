import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { waitFor } from './places.ts';

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly result: Promise<CommandResult>;
  /** Waits until standard output or standard error holds the text. */
  shows(text: string): Promise<void>;
}

const program = join(import.meta.dirname, '../../../cli/bin/wetread.mjs');

/**
 * Starts the `wetread` command as a shell does, with nothing of this machine's own settings.
 *
 * @param env on top of a PATH and a home that is not there
 */
export function startWetread(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): RunningCommand {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', WETREAD_HOME: '/nonexistent', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (texts.stdout += data));
  child.stderr.on('data', (data) => (texts.stderr += data));
  child.stdin.end(input);
  return {
    child,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    result: new Promise((resolve) => child.once('close', (status) => resolve({ status, ...texts }))),
    shows: async (text) => {
      const what = `"${text}" of wetread ${args.join(' ')}`;
      await waitFor(() => (texts.stdout + texts.stderr).includes(text), { timeoutMs: 30_000, what });
    },
  };
}

export const runWetread = (...args: Parameters<typeof startWetread>): Promise<CommandResult> =>
  startWetread(...args).result;
