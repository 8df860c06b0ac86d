import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../../', import.meta.url));
export const trainingPython = `${root}training/.venv/bin/python`;

/** Runs a command to its end, silently where it succeeds. @throws Error with the last lines of what it said */
export function runTool(command: string, args: readonly string[], { minutes = 10, cwd = root } = {}): void {
  const { status, error, signal, stdout, stderr } = spawnSync(command, args, {
    cwd,
    timeout: minutes * 60_000,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
  });
  if (status === 0) return;
  const said = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-3).join(' ');
  const why = signal ? `it was ended after ${minutes} minutes` : (error?.message ?? `status ${status}`);
  throw new Error(`${[command, ...args].join(' ').replaceAll(root, '')}: ${why}. ${said}`);
}

/** PyTorch and transformers in training/.venv, installed where they are missing. */
export function installTraining(): void {
  if (!existsSync(trainingPython)) console.log('Installing PyTorch and transformers (training/setup.sh) …');
  runTool('bash', ['training/setup.sh'], { minutes: 15 });
}
