import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ensureKey } from '@wetread/accounts';
import { loadConfig } from '@wetread/config';
import { openStorage, s3Config } from '@wetread/storage';
import { freePort } from '@wetread/testing';
import { z } from 'zod';
import { Child } from './child.ts';
import { answersPing, obtainRedis, redisChild, redisFolder } from './redis.ts';

export type ServiceName = 'encoder' | 'ingest' | 'llm' | 'gateway';
const serviceNames: readonly ServiceName[] = ['encoder', 'ingest', 'llm', 'gateway'];

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

export interface StackOptions {
  /** Holds everything that outlives the processes: objects, Redis, logs, keys. Made where it is missing. */
  readonly dataFolder: string;
  readonly bundleFolder: string;
  /** The one public HTTP port; a free one by default. */
  readonly port?: number;
  /** The port of the DICOM listener; a free one by default. */
  readonly dicomPort?: number;
  /** How a service's process is started, where it is not the compiled code of this checkout. */
  readonly launch?: (name: ServiceName) => Launch;
  /** Added to each service's environment. */
  readonly env?: Partial<Record<ServiceName | 'all', Record<string, string>>>;
  readonly say?: (line: string) => void;
}

/** Redis and the four services as processes of this machine, on loopback only. */
export class Stack {
  readonly url: string;
  readonly dicomPort: number;
  readonly redisUrl: string;
  readonly storageUrl: string;
  readonly apiKey: string;
  readonly services: Record<ServiceName, Child>;
  /** Undefined where REDIS_URL names a server that is not ours. */
  readonly redis: Child | undefined;
  readonly #ports: Ports;

  private constructor(
    parts: Pick<Stack, 'url' | 'dicomPort' | 'redisUrl' | 'storageUrl' | 'apiKey' | 'services' | 'redis'>,
    ports: Ports,
  ) {
    this.url = parts.url;
    this.dicomPort = parts.dicomPort;
    this.redisUrl = parts.redisUrl;
    this.storageUrl = parts.storageUrl;
    this.apiKey = parts.apiKey;
    this.services = parts.services;
    this.redis = parts.redis;
    this.#ports = ports;
  }

  /** Starts everything and waits until every service is ready. What was started is stopped again where one fails. */
  static async start(options: StackOptions): Promise<Stack> {
    const { dataFolder } = options;
    mkdirSync(join(dataFolder, 'logs'), { recursive: true, mode: 0o700 });
    const ports = await choosePorts(options);
    const storageUrl = process.env.STORAGE_URL ?? `file://${join(dataFolder, 'objects')}`;
    const redisUrl = process.env.REDIS_URL ?? `redis://127.0.0.1:${ports.redis}`;
    const redis = process.env.REDIS_URL
      ? undefined
      : redisChild(
          obtainRedis(options.say ?? (() => undefined)),
          ports.redis,
          redisFolder(dataFolder),
          join(dataFolder, 'logs', 'redis.log'),
        );
    const services = Object.fromEntries(
      serviceNames.map((name) => [name, serviceChild(name, options, ports, { storageUrl, redisUrl })]),
    ) as Record<ServiceName, Child>;
    const apiKey = await firstKey(dataFolder, storageUrl);
    const stack = new Stack(
      {
        url: `http://127.0.0.1:${ports.gateway}`,
        dicomPort: ports.dicom,
        redisUrl,
        storageUrl,
        apiKey,
        services,
        redis,
      },
      ports,
    );
    try {
      await stack.#startAll();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Starts a service that was stopped or killed, and waits until it is ready. */
  async startService(name: ServiceName): Promise<void> {
    this.services[name].start();
    await this.services[name].until(() => this.isReady(name));
  }

  async startRedis(): Promise<void> {
    this.redis?.start();
    await this.redis?.until(() => answersPing(this.#ports.redis));
  }

  async isReady(name: ServiceName): Promise<boolean> {
    const response = await fetch(`http://127.0.0.1:${probed(this.#ports, name)}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    });
    return response.ok;
  }

  /** The Prometheus text of one service. */
  async metrics(name: ServiceName): Promise<string> {
    return (await fetch(`http://127.0.0.1:${probed(this.#ports, name)}/metrics`)).text();
  }

  /** A request to the public address with the local key. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.apiKey}`);
    return fetch(new URL(path, this.url), { ...init, headers });
  }

  /** Drains: those that take work in stop first, Redis last. @returns the names of those that did not end with status 0 */
  async stop(): Promise<string[]> {
    const order: ServiceName[][] = [['gateway', 'ingest'], ['llm'], ['encoder']];
    const unclean: string[] = [];
    for (const names of order) {
      const codes = await Promise.all(names.map((name) => this.services[name].stop()));
      unclean.push(...names.filter((_, i) => codes[i] !== 0));
    }
    await this.redis?.stop();
    return unclean;
  }

  async #startAll(): Promise<void> {
    await this.startRedis();
    await Promise.all(serviceNames.map((name) => this.startService(name)));
  }
}

interface Ports extends Record<ServiceName, number> {
  readonly grpc: number;
  readonly reader: number;
  readonly dicom: number;
  readonly redis: number;
  /** Health and metrics of ingest, whose own port may ask for certificates. */
  readonly internal: number;
}

const probed = (ports: Ports, name: ServiceName): number => ports[name === 'ingest' ? 'internal' : name];

async function choosePorts({ port, dicomPort }: StackOptions): Promise<Ports> {
  const free = await Promise.all(Array.from({ length: 9 }, freePort));
  const [encoder, ingest, llm, gateway, grpc, reader, dicom, redis, internal] = free;
  return {
    encoder,
    ingest,
    llm,
    gateway: port ?? gateway,
    grpc,
    reader,
    dicom: dicomPort ?? dicom,
    redis,
    internal,
  } as Ports;
}

function serviceChild(
  name: ServiceName,
  options: StackOptions,
  ports: Ports,
  urls: { readonly storageUrl: string; readonly redisUrl: string },
): Child {
  const { dataFolder, bundleFolder, env = {} } = options;
  const tls = env.all?.['GRPC_TLS_CERT'] ?? process.env['GRPC_TLS_CERT'];
  const own: Record<ServiceName, Record<string, string>> = {
    encoder: { GRPC_PORT: String(ports.grpc), BUNDLE_PATH: bundleFolder },
    llm: {
      GRPC_PORT: String(ports.reader),
      ENCODER_ADDRESS: `127.0.0.1:${ports.grpc}`,
      BUNDLE_PATH: bundleFolder,
    },
    ingest: {
      DICOM_PORT: String(ports.dicom),
      INTERNAL_PORT: String(ports.internal),
      IDENTITY_SECRET_KEY: secretKey(dataFolder, 'identity'),
    },
    gateway: {
      INGEST_URL: `${tls ? 'https' : 'http'}://127.0.0.1:${ports.ingest}`,
      LLM_ADDRESS: `127.0.0.1:${ports.reader}`,
      WEBHOOK_ALLOWED_RANGES: '127.0.0.0/8,::1/128',
      WEBHOOK_SECRET_KEY: secretKey(dataFolder, 'webhook'),
      IDENTITY_SECRET_KEY: secretKey(dataFolder, 'identity'),
    },
  };
  return new Child({
    name,
    ...(options.launch ?? compiled)(name),
    env: {
      // glibc gives each thread a heap of its own, and what is free in one is of no use to the others: some 25 MB of the llm service.
      MALLOC_ARENA_MAX: '2',
      ...process.env,
      HOST: '127.0.0.1',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
      STORAGE_URL: urls.storageUrl,
      REDIS_URL: urls.redisUrl,
      HTTP_PORT: String(ports[name]),
      ...own[name],
      ...env.all,
      ...env[name],
    },
    logFile: join(dataFolder, 'logs', `${name}.log`),
    ipc: true,
  });
}

/** A service as it is compiled here. */
export function compiled(name: ServiceName): Launch {
  const home = dirname(createRequire(import.meta.url).resolve(`@wetread/${name}/package.json`));
  return { command: process.execPath, args: ['--enable-source-maps', join(home, 'dist', 'main.js')] };
}

function secretKey(dataFolder: string, of: 'webhook' | 'identity'): string {
  return keptOnce(join(dataFolder, `${of}-secret-key`), () => randomBytes(32).toString('base64'));
}

async function firstKey(dataFolder: string, storageUrl: string): Promise<string> {
  const file = join(dataFolder, 'api-key');
  const key = keptOnce(file, () => `wr_${randomBytes(24).toString('base64url')}`);
  const storage = await openStorage(storageUrl, loadConfig(z.object(s3Config)));
  await ensureKey(storage, key, { tenant: 'local', name: 'local' });
  return key;
}

function keptOnce(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
