import { ApiError, UnreachableError } from '@wetread/client';
import { WetreadError } from '@wetread/contracts';
import { CommanderError } from 'commander';
import { type ExitCode, exit } from './exit-codes.ts';

/** What a person is told: what went wrong and where, and then what to do. */
export class Failure extends Error {
  readonly exit: ExitCode;
  readonly hint: string | undefined;
  readonly code: string;

  constructor(
    message: string,
    options: { exit?: ExitCode; hint?: string | undefined; code?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exit = options.exit ?? exit.failed;
    this.hint = options.hint;
    this.code = options.code ?? 'failed';
  }
}

export const usage = (message: string, hint?: string): Failure =>
  new Failure(message, { exit: exit.usage, code: 'usage', hint });

/** Ctrl-C, or a request to end. */
export class Interrupted extends Failure {
  constructor() {
    super('Interrupted.', { exit: exit.interrupted, code: 'interrupted' });
  }
}

/** Any thrown value as what is printed of it. @param keySource where the key came from, undefined where there is none */
export function toFailure(thrown: unknown, keySource?: string): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof CommanderError) return usage(thrown.message);
  if (thrown instanceof UnreachableError) return unreachable(thrown);
  if (thrown instanceof ApiError) return ofAnswer(thrown, keySource);
  if (thrown instanceof WetreadError) return new Failure(thrown.message, { code: thrown.code, cause: thrown });
  if (isAbort(thrown)) return thrown.cause instanceof Failure ? thrown.cause : new Interrupted();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure(message, { cause: thrown });
}

function unreachable(error: UnreachableError): Failure {
  const hint = 'Is it running? "wetread up" starts one here; --url or WETREAD_URL name another.';
  return new Failure(error.message, { exit: exit.unreachable, code: 'unreachable', hint, cause: error });
}

function ofAnswer(error: ApiError, keySource: string | undefined): Failure {
  const code = error.problem?.code ?? `http_${error.status}`;
  const told = { code, cause: error };
  if (error.status === 401) {
    const hint = 'Put a key into WETREAD_KEY, or name the file that holds one with --key-file or in the configuration.';
    const message = keySource ? `${error.message} The key came from ${keySource}.` : 'No API key was given.';
    return new Failure(message, { ...told, exit: exit.denied, hint });
  }
  if (error.status === 403) {
    return new Failure(error.message, { ...told, exit: exit.denied, hint: `The key came from ${keySource}.` });
  }
  if (code === 'nothing_accepted') return new Failure(error.message, { ...told, exit: exit.refused });
  const later = error.problem?.retryable ? 'The gateway says that the same may work later.' : undefined;
  return new Failure(error.message, { ...told, hint: later });
}

const isAbort = (thrown: unknown): thrown is Error => thrown instanceof Error && thrown.name === 'AbortError';
