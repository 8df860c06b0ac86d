import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

/**
 * Runs a module in a process of its own, for what Node reads from its environment once, such as its authorities.
 *
 * @param code with absolute imports. @returns what it writes to standard output, trimmed
 */
export async function runModule(code: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [said] = await Promise.all([buffer(child.stdout), once(child, 'exit')]);
  return said.toString().trim();
}
