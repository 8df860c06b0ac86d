import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';
import { ask } from './ask.ts';
import type { Credentials } from './credentials.ts';

const answer = z.union([z.object({ token: z.string().min(1) }), z.object({ access_token: z.string().min(1) })]);

export interface AuthOptions {
  readonly credentials: Credentials | undefined;
  /** Whether credentials may go over a connection that everybody can read. */
  readonly plainHttp: boolean;
  readonly timeoutMs: number;
}

/** What to send so that a registry answers: by its challenge, as the distribution specification has it. */
export class RegistryAuth {
  readonly #options: AuthOptions;
  #header: string | undefined;

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  get header(): string | undefined {
    return this.#header;
  }

  /** @param challenge the header WWW-Authenticate. @throws WetreadError config_invalid, storage_unavailable */
  async meet(challenge: string): Promise<void> {
    const { credentials } = this.#options;
    const [scheme = '', ...rest] = challenge.split(' ');
    if (scheme.toLowerCase() === 'bearer') {
      this.#header = `Bearer ${await this.#token(parameters(rest.join(' ')))}`;
    } else if (scheme.toLowerCase() === 'basic' && credentials) {
      this.#header = basic(credentials);
    } else {
      throw refused('asks for name and password; BUNDLE_REGISTRY_CONFIG has none for it');
    }
  }

  async #token({ realm, service, scope }: Partial<Record<string, string>>): Promise<string> {
    const url = URL.parse(realm ?? '');
    if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && this.#options.plainHttp))) {
      throw refused('names no https address to get a token from');
    }
    for (const [name, value] of Object.entries({ service, scope })) if (value) url.searchParams.set(name, value);
    const { credentials, timeoutMs } = this.#options;
    const response = await ask(url, credentials ? { authorization: basic(credentials) } : {}, timeoutMs);
    const text = await response.body.text();
    if ([400, 401, 403].includes(response.statusCode)) throw refused(`gives no token (${response.statusCode})`);
    if (response.statusCode !== 200) throw new WetreadError('storage_unavailable', 'The registry gives no token now.');
    const parsed = answer.safeParse(readJson(text));
    if (!parsed.success) throw refused('gives something else than a token');
    return 'token' in parsed.data ? parsed.data.token : parsed.data.access_token;
  }
}

/** Of a challenge: `realm="https://…",service="…",scope="repository:models/demo:pull"`. */
function parameters(text: string): Record<string, string> {
  const found = text.matchAll(/([A-Za-z_]+)\s*=\s*(?:"([^"]*)"|([^",\s]+))/g);
  return Object.fromEntries(
    [...found].map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? '']),
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const basic = ({ user, password }: Credentials): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export const refused = (fault: string): WetreadError =>
  new WetreadError('config_invalid', `The registry ${fault}. Check BUNDLE_STORAGE_URL and BUNDLE_REGISTRY_CONFIG.`);
