import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** An issuer on a real socket: discovery, keys, and whatever it is made to sign. */
export class TokenIssuer {
  readonly #server: Server;
  readonly keys = new Map<string, { readonly key: CryptoKey; readonly jwk: JWK }>();
  down = false;
  asked = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      if (this.down) return response.writeHead(500).end();
      if (request.url === '/jwks') {
        this.asked++;
        return response.end(JSON.stringify({ keys: [...this.keys.values()].map(({ jwk }) => jwk) }));
      }
      response.end(JSON.stringify({ issuer: this.url, jwks_uri: `${this.url}/jwks` }));
    });
  }

  /** With a key named `first`. */
  static async start(): Promise<TokenIssuer> {
    const issuer = new TokenIssuer();
    issuer.#server.listen(0, '127.0.0.1');
    await once(issuer.#server, 'listening');
    await issuer.addKey('first');
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async addKey(kid: string, alg = 'RS256'): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    this.keys.set(kid, { key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } });
  }

  /** Claims of a caller who may read, with `claims` over them. */
  sign(claims: Record<string, unknown> = {}, { kid = 'first', alg = 'RS256', key = this.keys.get(kid)?.key } = {}) {
    const now = Math.floor(Date.now() / 1_000);
    const all = {
      iss: this.url,
      aud: 'wetread',
      sub: 'jane',
      iat: now,
      exp: now + 300,
      tenant: 'north',
      scope: 'read',
    };
    return new SignJWT({ ...all, ...claims }).setProtectedHeader({ alg, kid }).sign(key as CryptoKey);
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
