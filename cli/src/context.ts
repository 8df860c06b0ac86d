import { createWetreadClient, type RetryOptions, type WetreadApi } from '@wetread/client';
import type { Command } from 'commander';
import { Interrupted } from './failure.ts';
import { Output } from './output.ts';
import { type GlobalOptions, readSettings, type Settings } from './settings.ts';

/** What a command is given: where to ask, how to print, when to end. */
export interface Context {
  readonly settings: Settings;
  readonly api: WetreadApi;
  readonly output: Output;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** How requests that only read are repeated. */
  readonly reading: RetryOptions;
}

export function contextOf(command: Command): Context {
  const options = command.optsWithGlobals<GlobalOptions>();
  const settings = readSettings(options);
  const signal = interruption();
  const output = new Output(options);
  return {
    settings,
    output,
    signal,
    api: createWetreadClient({ url: settings.url, key: settings.key, userAgent: 'wetread-cli', signal }),
    reading: {
      idempotent: true,
      signal,
      onWait: (ms, error) => output.note(`${error.message} Trying again in ${Math.ceil(ms / 1_000)} s …`),
    },
  };
}

let interrupted: AbortController | undefined;

/** The first Ctrl-C ends what is under way in order; the second one ends the process. */
export function interruption(): AbortSignal {
  if (interrupted) return interrupted.signal;
  const controller = new AbortController();
  interrupted = controller;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => controller.abort(new Interrupted()));
  }
  return controller.signal;
}
