import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { usage } from './failure.ts';

/** The part of the command line that every command has. */
export interface GlobalOptions {
  readonly url?: string;
  readonly keyFile?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What commands work with, and where each value came from. */
export interface Settings {
  readonly url: string;
  readonly urlSource: string;
  readonly key: string | undefined;
  readonly keySource: string | undefined;
  readonly configFile: string;
}

export const defaultUrl = 'http://localhost:8080';

const configSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'not an http:// or https:// address' }).optional(),
  key: z.string().min(1).optional(),
  keyFile: z.string().min(1).optional(),
});
type ConfigFile = z.infer<typeof configSchema>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Flags come before the environment, the environment before the file, the file before what is built in. A key is never
 * taken from the command line itself, where other users of the machine and the shell's history would see it.
 *
 * @throws Failure with exit status 2, naming the wrong value
 */
export function readSettings(options: GlobalOptions, env: Environment = process.env): Settings {
  const configFile = configPath(options, env);
  const config = readConfig(configFile, options.config !== undefined || Boolean(env.WETREAD_CONFIG));
  const [url, urlSource] = firstOf<string>(
    [options.url, '--url'],
    [env.WETREAD_URL, 'WETREAD_URL'],
    [config.url, configFile],
  ) ?? [defaultUrl, 'the default'];
  const [key, keySource] = findKey(options, env, config, configFile) ?? localKey(url, env) ?? [];
  return { url: checkedUrl(url, urlSource), urlSource, key: key && checkedKey(key, keySource), keySource, configFile };
}

function configPath({ config }: GlobalOptions, env: Environment): string {
  const given = config ?? env.WETREAD_CONFIG;
  if (given) return resolve(given);
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'wetread', 'config.json');
}

function readConfig(file: string, mustExist: boolean): ConfigFile {
  const text = readText(file, mustExist);
  if (text === undefined) return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw usage(`The configuration ${file} is not JSON.`, 'It may hold "url" and "keyFile".');
  }
  const parsed = configSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  throw usage(`The configuration ${file} is wrong: ${faults.join('; ')}.`, 'It may hold "url", "keyFile" and "key".');
}

function readText(file: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing && !mustExist) return undefined;
    throw usage(`${file} cannot be read: ${missing ? 'there is no such file' : (error as Error).message}.`);
  }
}

type Found = readonly [key: string, source: string];

function findKey(options: GlobalOptions, env: Environment, config: ConfigFile, configFile: string): Found | undefined {
  const fromFile = (file: string | undefined): string | undefined =>
    file ? readText(resolve(file), true)?.trim() : undefined;
  if (options.keyFile) return [fromFile(options.keyFile) as string, options.keyFile];
  if (env.WETREAD_KEY) return [env.WETREAD_KEY, 'WETREAD_KEY'];
  if (env.WETREAD_KEY_FILE) return [fromFile(env.WETREAD_KEY_FILE) as string, env.WETREAD_KEY_FILE];
  if (config.keyFile) return [fromFile(config.keyFile) as string, config.keyFile];
  if (config.key === undefined) return undefined;
  // Group and others have no business with a file that holds a key.
  if (process.platform !== 'win32' && (statSync(configFile).mode & 0o077) !== 0) {
    throw usage(`The configuration ${configFile} holds a key and others can read it.`, `chmod 600 ${configFile}`);
  }
  return [config.key, configFile];
}

/** The stack of this checkout keeps its key in a file of its own, which nobody needs to be told where to find. */
function localKey(url: string, env: Environment): Found | undefined {
  if (!/^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(url)) return undefined;
  const file = join(localHome(env), 'api-key');
  const key = readText(file, false)?.trim();
  return key ? [key, file] : undefined;
}

/** Where `wetread up` keeps its state. */
export const localHome = (env: Environment = process.env): string =>
  resolve(env.WETREAD_HOME || join(import.meta.dirname, '../../.wetread'));

function firstOf<T>(...candidates: [T | undefined, string][]): readonly [T, string] | undefined {
  return candidates.find((candidate): candidate is [T, string] => Boolean(candidate[0]));
}

function checkedUrl(url: string, source: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw usage(`"${url}" (from ${source}) is not an http:// or https:// address.`, `Such as ${defaultUrl}.`);
}

/** What cannot stand in a header is no key; printing it would show it. */
function checkedKey(key: string, source: string | undefined): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw usage(`What ${source} holds is not an API key: it is empty or has blanks or line breaks in it.`);
}
