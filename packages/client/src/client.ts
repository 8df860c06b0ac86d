import createClient, { type Client } from 'openapi-fetch';
import { ApiError, UnreachableError } from './errors.ts';
import type { components, paths } from './generated/api.ts';
import { type RetryOptions, retrying } from './retry.ts';

export type Schemas = components['schemas'];
export type WetreadApi = Client<paths>;

export interface ClientOptions {
  /** Of the gateway, such as `https://wetread.example.org`. */
  readonly url: string;
  /** An API key, `wr_…`, or a bearer token. It goes into a header and nowhere else. */
  readonly key?: string | undefined;
  readonly userAgent?: string;
  /** Ends every request. */
  readonly signal?: AbortSignal;
}

/** Every route of the API by its path and method, with the types that the OpenAPI document gives. */
export function createWetreadClient({ url, key, userAgent, signal }: ClientOptions): WetreadApi {
  return createClient<paths>({
    baseUrl: url.replace(/\/+$/, ''),
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(userAgent && { 'user-agent': userAgent }),
    },
    ...(signal && { signal }),
    fetch: (request) => reach(request),
  });
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw request.signal.reason ?? cause;
    throw new UnreachableError(new URL(request.url).origin, cause);
  }
}

interface Answered<D> {
  readonly data?: D | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** Of a route that answers with text too, the JSON. */
type Json<D> = Exclude<NonNullable<D>, string>;

/**
 * What a route answered as JSON. `ask` makes the request, and makes it again where the gateway says that it may.
 *
 * @throws ApiError for an answer that is no success
 * @throws UnreachableError where no answer came
 */
export async function answerOf<D>(ask: () => Promise<Answered<D>>, retry: RetryOptions = {}): Promise<Json<D>> {
  return retrying(async () => {
    const { data, error, response } = await ask();
    if (!response.ok) throw ApiError.from(response, error);
    return data as Json<D>;
  }, retry);
}
