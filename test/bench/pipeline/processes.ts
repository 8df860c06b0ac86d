import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Stack } from '@wetread/stack';
import { heldMb, inspectable } from './held-heap.ts';

/** What the stack's processes have used so far. Linux only. */

export const services = ['gateway', 'ingest', 'encoder', 'llm'] as const;
export type Service = (typeof services)[number];

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']));

/** Seconds of processor time of a process, user and system, all threads. */
export function cpuSeconds(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold spaces; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

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

export interface Memory {
  /** MB that are held: JavaScript heap and buffers of all threads after a forced collection. */
  readonly held: number;
  /** MB resident, after that collection. */
  readonly resident: number;
}

export async function memoryOfAll(stack: Stack, ports: Record<Service, number>): Promise<Record<Service, Memory>> {
  const found: Partial<Record<Service, Memory>> = {};
  for (const name of services) {
    const pid = stack.services[name].pid as number;
    const held = await heldMb(pid, ports[name]);
    found[name] = { held, resident: residentMb(pid) };
  }
  return found as Record<Service, Memory>;
}

/** The environment under which `memoryOfAll` can look into the services. */
export const inspected = (ports: Record<Service, number>) =>
  Object.fromEntries(services.map((name) => [name, { NODE_OPTIONS: inspectable(ports[name]) }]));

function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
