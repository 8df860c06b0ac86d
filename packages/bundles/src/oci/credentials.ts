import { readFile } from 'node:fs/promises';
import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';

const entry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
});
const config = z.object({ auths: z.record(z.string(), entry).default({}) });

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/**
 * Name and password for a registry, from a file as `docker login` and Kubernetes' pull secrets have it.
 *
 * @returns undefined where it has none for this registry. @throws WetreadError config_invalid
 */
export async function credentialsFor(registry: string, path: string): Promise<Credentials | undefined> {
  const { auths } = await read(path);
  const found = Object.entries(auths).find(([key]) => hostOf(key) === registry)?.[1];
  if (!found) return undefined;
  if (found.username !== undefined && found.password !== undefined) {
    return { user: found.username, password: found.password };
  }
  const text = Buffer.from(found.auth ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw invalid(path, `has neither name and password nor \`auth\` for ${registry}`);
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

async function read(path: string): Promise<z.infer<typeof config>> {
  try {
    return config.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    // Neither the parser's nor the schema's message may show what is in the file.
    const code = (cause as NodeJS.ErrnoException).code;
    throw invalid(path, code ? `cannot be read (${code})` : 'is not the configuration of a container client');
  }
}

/** Keys are hosts, or addresses as of old: `https://registry.example.org/v1/`. */
const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

const invalid = (path: string, fault: string): WetreadError =>
  new WetreadError('config_invalid', `BUNDLE_REGISTRY_CONFIG: ${path} ${fault}.`);
