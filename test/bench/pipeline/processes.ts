import type { Stack } from '@wetread/stack';
import { cpuSeconds, inspectable, type Memory, memoryOf } from '@wetread/testing';

/** What the stack's processes have used so far. Linux only. */

export const services = ['gateway', 'ingest', 'encoder', 'llm'] as const;
export type Service = (typeof services)[number];

/** Of each service, of Redis, and of this process, which sends and receives. */
export function cpuOfAll(stack: Stack): Record<Service | 'redis' | 'sender', number> {
  const own = process.cpuUsage();
  const used = Object.fromEntries(services.map((name) => [name, cpuSeconds(stack.services[name].pid)]));
  return {
    ...(used as Record<Service, number>),
    redis: stack.redis ? cpuSeconds(stack.redis.pid) : 0,
    sender: (own.user + own.system) / 1e6,
  };
}

export async function memoryOfAll(stack: Stack, ports: Record<Service, number>): Promise<Record<Service, Memory>> {
  const found: Partial<Record<Service, Memory>> = {};
  for (const name of services) {
    found[name] = await memoryOf(stack.services[name].pid as number, ports[name]);
  }
  return found as Record<Service, Memory>;
}

/** The environment under which `memoryOfAll` can look into the services. */
export const inspected = (ports: Record<Service, number>) =>
  Object.fromEntries(services.map((name) => [name, { NODE_OPTIONS: inspectable(ports[name]) }]));
