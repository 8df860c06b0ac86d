import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  answersPing,
  type Child,
  obtainRedis,
  type PublicApi,
  redisChild,
  root,
  type ServiceName,
} from '@wetread/stack';
import { freePort, tempFolder } from '@wetread/testing';
import { Deployment } from './deployment.ts';
import { ruleOf } from './scale-rule.ts';
import { Scaler } from './scaler.ts';
import { resolverEnv, ServiceDns } from './service-dns.ts';
import { VirtualIp } from './virtual-ip.ts';

/**
 * A small cluster of real processes: deployments, headless services by DNS, services with a cluster address, and a scaler that
 * follows the gateway's metrics by the chart's rule. Times are short, everything else is the chart's.
 */
export interface Cluster extends PublicApi {
  readonly redisUrl: string;
  readonly storageUrl: string;
  readonly deployments: Readonly<Record<ServiceName, Deployment>>;
  readonly scaler: Scaler;
  /** The gateway's page, by its service. */
  metrics(): Promise<string>;
  /** Ends all pods as a scale-down would. @returns what went wrong with pods since the start */
  stop(): Promise<string[]>;
}

export interface ClusterOptions {
  readonly llm: { readonly min: number; readonly max: number };
  readonly encoder: { readonly min: number; readonly max: number };
}

const ports = async () => {
  const [http, encoder, llm, dicom, redis] = await Promise.all(Array.from({ length: 5 }, freePort));
  return { http, encoder, llm, dicom, redis } as Record<'http' | 'encoder' | 'llm' | 'dicom' | 'redis', number>;
};

export async function startCluster(pools: ClusterOptions): Promise<Cluster> {
  const folder = await tempFolder('cluster');
  const port = await ports();
  const logFolder = join(folder.path, 'logs');
  mkdirSync(logFolder);
  const redis = await startRedis(port.redis, folder.path, logFolder);
  const redisUrl = `redis://127.0.0.1:${port.redis}`;
  const storageUrl = `file://${join(folder.path, 'objects')}`;
  const apiKey = `wr_${randomBytes(24).toString('base64url')}`;

  const deployments = {} as Record<ServiceName, Deployment>;
  const addressesOf = (name: ServiceName) => () => deployments[name].addresses();
  const dns = await ServiceDns.start((name) => deployments[name as ServiceName]?.addresses() ?? []);
  const services = {
    gateway: await VirtualIp.start(addressesOf('gateway'), port.http),
    ingest: await VirtualIp.start(addressesOf('ingest'), port.http),
  };
  const common = {
    ...resolverEnv,
    LOG_LEVEL: 'info',
    STORAGE_URL: storageUrl,
    REDIS_URL: redisUrl,
    BUNDLE_PATH: join(root, 'models', 'demo'),
    DRAIN_TIMEOUT_MS: '15000',
    JOB_LOCK_MS: '2000',
  };
  const own: Record<ServiceName, Record<string, string>> = {
    encoder: { GRPC_PORT: String(port.encoder) },
    llm: { GRPC_PORT: String(port.llm), ENCODER_ADDRESS: dns.nameOf('encoder', port.encoder) },
    ingest: { DICOM_PORT: String(port.dicom), RECONCILE_EVERY_MS: '2000', STUCK_MS: '10000' },
    gateway: {
      INGEST_URL: services.ingest.url,
      LLM_ADDRESS: dns.nameOf('llm', port.llm),
      WEBHOOK_SECRET_KEY: randomBytes(32).toString('base64'),
      WEBHOOK_ALLOWED_RANGES: '127.0.0.0/8',
      WEBHOOK_SCHEDULE: '0,300,600,1000,2000,3000,3000',
      OPERATOR_TENANT: 'local',
      FIRST_ADMIN_KEY: apiKey,
    },
  };
  for (const service of ['encoder', 'llm', 'ingest', 'gateway'] as const) {
    deployments[service] = new Deployment(service, {
      service,
      httpPort: port.http,
      env: { ...common, ...own[service] },
      logFolder,
      preStopMs: 1_000,
      // What the chart's grace has beyond preStop.
      graceMs: 30_000,
    });
  }
  deployments.gateway.scale(1);
  deployments.ingest.scale(1);
  await Promise.all([deployments.gateway.settled(), deployments.ingest.settled()]);

  const metrics = () => fetch(`${services.gateway.url}/metrics`).then((answer) => answer.text());
  const scaler = new Scaler({
    metrics,
    pools: (['encoder', 'llm'] as const).map((name) => ({
      deployment: deployments[name],
      rule: ruleOf(name, pools[name]),
    })),
    pollingMs: 1_000,
    cooldownMs: 4_000,
    stabilizationMs: 3_000,
  });

  return {
    redisUrl,
    storageUrl,
    deployments,
    scaler,
    metrics,
    fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${apiKey}`);
      return fetch(new URL(path, services.gateway.url), { ...init, headers });
    },
    async stop() {
      await scaler.stop();
      for (const names of [['gateway', 'ingest'], ['llm'], ['encoder']] as const) {
        await Promise.all(names.map((name) => deployments[name].stop()));
      }
      await Promise.all(Object.values(services).map((service) => service.stop()));
      dns.stop();
      await redis.stop();
      await folder.remove();
      return Object.values(deployments).flatMap(({ faults }) => faults);
    },
  };
}

async function startRedis(port: number, folder: string, logFolder: string): Promise<Child> {
  const program = obtainRedis(() => undefined);
  const redis = redisChild(program, port, join(folder, 'redis'), join(logFolder, 'redis.log'));
  redis.start();
  await redis.until(() => answersPing(port));
  return redis;
}
