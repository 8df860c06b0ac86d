import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { ApiError, answerOf, type Schemas, UnreachableError } from '@wetread/client';
import type { Context } from '../context.ts';

export interface SendOptions {
  readonly priority?: string | undefined;
  readonly patientId?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly attempts: number;
}

export interface Sent {
  readonly files: readonly string[];
  readonly outcome: 'accepted' | 'refused' | 'failed';
  readonly studies: readonly string[];
  readonly refusals: readonly { readonly code: string; readonly sentence: string }[];
  /** Why it failed. */
  readonly error?: string;
}

/** Sends files, each call as one form. */
export class Sender {
  readonly #context: Context;
  readonly #options: SendOptions;
  /** An address that has answered once is right, and worth waiting for when it is silent. */
  #answered = false;

  constructor(context: Context, options: SendOptions) {
    this.#context = context;
    this.#options = options;
  }

  /**
   * Repeats where the gateway is busy or the connection breaks; the idempotency key makes it one study however often it arrives.
   *
   * @throws ApiError 401 or 403, and UnreachableError: what would meet every other file too
   */
  async send(files: readonly string[]): Promise<Sent> {
    const idempotencyKey = randomUUID();
    const retry = {
      ...this.#context.reading,
      attempts: this.#options.attempts,
      also: (error: Error) => error instanceof UnreachableError && this.#answered && !isUnreadable(error),
    };
    try {
      const answer = await answerOf(async () => this.#post(await formOf(files, this.#options), idempotencyKey), retry);
      this.#answered = true;
      return sentOf(files, answer.studies, 'accepted');
    } catch (error) {
      this.#answered ||= error instanceof ApiError;
      this.#context.signal.throwIfAborted();
      return withoutSuccess(files, error);
    }
  }

  #post(form: FormData, key: string) {
    return this.#context.api.POST('/v1/studies', {
      params: { header: { 'idempotency-key': key } },
      body: {} as never,
      bodySerializer: () => form,
    });
  }
}

/** Fields stand before files. Names of files stay here, for they often hold a patient's name. */
async function formOf(files: readonly string[], { priority, patientId, metadata }: SendOptions): Promise<FormData> {
  const form = new FormData();
  if (patientId !== undefined) form.append('patient_id', patientId);
  if (priority !== undefined) form.append('priority', priority);
  if (metadata !== undefined) form.append('metadata', JSON.stringify(metadata));
  for (const [i, file] of files.entries()) form.append('files', await openAsBlob(file), `file-${i}`);
  return form;
}

type Studies = Schemas['UploadAnswer']['studies'];

function sentOf(files: readonly string[], studies: Studies, outcome: Sent['outcome']): Sent {
  const refusals = studies.flatMap((study) => study.refusals.map(({ code, sentence }) => ({ code, sentence })));
  const ids = studies.map(({ id }) => id);
  return { files, outcome: refusals.length > 0 ? 'refused' : outcome, studies: ids, refusals };
}

function withoutSuccess(files: readonly string[], error: unknown): Sent {
  const failed = (reason: string): Sent => ({ files, outcome: 'failed', studies: [], refusals: [], error: reason });
  if (error instanceof UnreachableError && !isUnreadable(error)) throw error;
  if (!(error instanceof ApiError)) return failed(reasonOf(error));
  if (error.status === 401 || error.status === 403) throw error;
  if (error.status >= 500 || error.status === 429) return failed(error.message);
  const studies = error.problem?.studies;
  if (Array.isArray(studies)) return sentOf(files, studies as Studies, 'refused');
  const refusal = { code: error.problem?.code ?? `http_${error.status}`, sentence: error.message };
  return { files, outcome: 'refused', studies: [], refusals: [refusal] };
}

/** A file that cannot be read, or changes while it is read, breaks its own request only. */
function isUnreadable(error: UnreachableError): boolean {
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'NotReadableError') return true;
  }
  return false;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof UnreachableError) return 'The file could not be read to its end.';
  if (code === 'EACCES') return 'The file may not be read.';
  return code === 'ENOENT' ? 'There is no such file.' : message;
}
