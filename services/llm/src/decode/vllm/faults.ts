import { type ErrorCode, WetreadError } from '@wetread/contracts';
import { refusalSchema } from './completion.ts';

/**
 * What went wrong between this process and vLLM. The error says whether the study should be tried again later; `again`
 * whether trying at once, after a moment, can help: where the server went away, yes; where it was silent, no, for
 * that has cost the whole patience already.
 */
export class VllmFault extends Error {
  readonly error: WetreadError;
  readonly again: boolean;

  constructor(error: WetreadError, again: boolean) {
    super(error.message, { cause: error });
    this.error = error;
    this.again = again;
  }
}

export const gone = (what: string, cause?: unknown): VllmFault => new VllmFault(unavailable(what, cause), true);

const SILENCE = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** Of an error of the connection. */
export function connectionFault(thrown: unknown): VllmFault {
  if (thrown instanceof VllmFault) return thrown;
  const code = String((thrown as { readonly code?: unknown } | null)?.code ?? 'unknown');
  if (SILENCE.has(code)) return new VllmFault(unavailable('was silent for too long', thrown), false);
  return gone(`could not be reached or cut the connection (${code})`, thrown);
}

/**
 * Of a status that is not 200. Nothing of vLLM's message is passed on, for it can repeat parts of the request.
 * @param body the answer's text
 */
export function statusFault(status: number, body: string): VllmFault {
  if (status === 400 || status === 422) return new VllmFault(refusal(parameterOf(body)), false);
  if (status === 404) {
    const error = new WetreadError('bundle_mismatch', 'The vLLM server does not serve the model of this bundle');
    return new VllmFault(error, false);
  }
  if (status === 401 || status === 403) return new VllmFault(unavailable(`refuses the key: status ${status}`), false);
  return gone(`answered with status ${status}`);
}

const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  prompt_embeds: 'embedding_invalid',
  input_tokens: 'context_too_long',
  temperature: 'sampling_invalid',
  top_p: 'sampling_invalid',
  repetition_penalty: 'sampling_invalid',
  seed: 'sampling_invalid',
};

function refusal(parameter: string): WetreadError {
  const about = parameter ? ` because of ${parameter}` : '';
  return new WetreadError(REFUSALS[parameter] ?? 'invalid_request', `The vLLM server refuses the request${about}`);
}

/** The parameter's name, and never anything else that the answer holds. */
function parameterOf(body: string): string {
  try {
    const parameter = refusalSchema.parse(JSON.parse(body)).error.param ?? '';
    return /^[a-z_]{1,40}$/.test(parameter) ? parameter : '';
  } catch {
    return '';
  }
}

const unavailable = (what: string, cause?: unknown): WetreadError =>
  new WetreadError('decoder_unavailable', `The vLLM server ${what}`, { cause, retryAfterS: 5 });
