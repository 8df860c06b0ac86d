import { WetreadError } from '@wetread/contracts';
import type { Dispatcher } from 'undici';
import { ask } from './ask.ts';
import type { OciReference } from './reference.ts';
import { type AuthOptions, RegistryAuth, refused } from './registry-auth.ts';

export type Body = Dispatcher.ResponseData['body'];

export interface Answer {
  readonly body: Body;
  /** The offset of its first byte: 0 where the registry did not go on from where it was asked to. */
  readonly from: number;
}

const mostRedirects = 5;

/** GET of manifests and blobs by the OCI distribution API, one repository. Retries are its caller's. */
export class RegistryClient {
  readonly #base: URL;
  readonly #auth: RegistryAuth;
  readonly #options: AuthOptions;

  constructor({ registry, repository }: OciReference, options: AuthOptions) {
    this.#base = new URL(`${options.plainHttp ? 'http' : 'https'}://${registry}/v2/${repository}/`);
    this.#auth = new RegistryAuth(options);
    this.#options = options;
  }

  /** @throws WetreadError `not_found`, `config_invalid`, `storage_unavailable` */
  async manifest(digest: string): Promise<Body> {
    const accept = 'application/vnd.oci.image.manifest.v1+json';
    return (await this.#get(`manifests/${digest}`, { accept })).body;
  }

  /** @param from offset in bytes. @throws WetreadError as `manifest` */
  async blob(digest: string, from: number): Promise<Answer> {
    const { statusCode, body } = await this.#get(`blobs/${digest}`, from > 0 ? { range: `bytes=${from}-` } : {});
    return { body, from: statusCode === 206 ? from : 0 };
  }

  async #get(path: string, headers: Record<string, string>): Promise<Dispatcher.ResponseData> {
    const url = new URL(path, this.#base);
    let response = await this.#follow(url, headers);
    if (response.statusCode === 401) {
      await response.body.dump();
      await this.#auth.meet([response.headers['www-authenticate'] ?? ''].flat().join(', '));
      response = await this.#follow(url, headers);
    }
    if (response.statusCode === 200 || response.statusCode === 206) return response;
    await response.body.dump();
    throw faultOf(response.statusCode, url);
  }

  /** Blobs often lie elsewhere, at an address that is signed: there the registry's authorization must not be shown. */
  async #follow(url: URL, headers: Record<string, string>): Promise<Dispatcher.ResponseData> {
    let at = url;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const authorization = at.origin === this.#base.origin ? this.#auth.header : undefined;
      const shown = { ...headers, ...(authorization && { authorization }) };
      const response = await ask(at, shown, this.#options.timeoutMs);
      const { location } = response.headers;
      if (response.statusCode < 300 || response.statusCode >= 400 || typeof location !== 'string') return response;
      await response.body.dump();
      at = new URL(location, at);
      if (at.protocol !== 'https:' && !(at.protocol === 'http:' && this.#options.plainHttp)) {
        throw refused('sends on to an address that is not https');
      }
    }
    throw refused('sends on and on');
  }
}

function faultOf(status: number, { host, pathname }: URL): WetreadError {
  if (status === 404) return new WetreadError('not_found', `The registry at ${host} has no ${pathname}.`);
  if (status === 401 || status === 403) return refused(`refuses access (${status})`);
  if (status === 408 || status === 429 || status >= 500) {
    return new WetreadError('storage_unavailable', `The registry at ${host} answered ${status}.`);
  }
  return refused(`answered ${status}`);
}
