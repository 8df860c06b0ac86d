import { CommanderError } from 'commander';
import { exit } from './exit-codes.ts';
import { type Failure, toFailure } from './failure.ts';
import { styledError } from './output.ts';
import { createProgram } from './program.ts';
import { readSettings } from './settings.ts';

// What reads our output may have enough of it before we are done: `wetread studies | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exit.ok);
});
if (process.argv.includes('--no-color')) {
  process.env.NO_COLOR = '1';
  delete process.env.FORCE_COLOR;
}

const program = createProgram();
try {
  await program.parseAsync();
} catch (thrown) {
  // Help and version are thrown too, with status 0, and commander has printed its own faults already.
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? exit.ok : exit.usage;
  else report(toFailure(thrown, keySource()));
}

function report(failure: Failure): void {
  const { message, hint, code } = failure;
  process.exitCode = failure.exit;
  if (program.opts().json) {
    process.stderr.write(`${JSON.stringify({ error: { code, message, ...(hint && { hint }) } })}\n`);
    return;
  }
  process.stderr.write(`${styledError('red', 'wetread:')} ${message}\n${hint ? `${hint}\n` : ''}`);
}

function keySource(): string | undefined {
  try {
    return readSettings(program.opts()).keySource;
  } catch {
    return undefined;
  }
}
