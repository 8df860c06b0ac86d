import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { heldMb } from './held-heap.ts';

/** What a process has used so far. Linux only. */

let ticksPerSecond: number | undefined;

/** Seconds of processor time of a process, user and system, all threads. */
export function cpuSeconds(pid: number | undefined): number {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK']));
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold spaces; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

export function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024) / 1e6;
}

export interface Memory {
  /** MB that are held: JavaScript heap and buffers of all threads after a forced collection. */
  readonly held: number;
  /** MB resident, after that collection. */
  readonly resident: number;
}

/** @param port of its inspector, see `inspectable` */
export async function memoryOf(pid: number, port: number): Promise<Memory> {
  const held = await heldMb(pid, port);
  return { held, resident: residentMb(pid) };
}
