import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, compiled, type ServiceName } from '@wetread/stack';

/** What all pods of a deployment have in common. */
export interface PodTemplate {
  readonly service: ServiceName;
  readonly httpPort: number;
  readonly env: Readonly<Record<string, string>>;
  readonly logFolder: string;
  /** Between being taken out of its service and being told to end; `drain.preStopSeconds`. */
  readonly preStopMs: number;
  /** Until it is killed, from being told to end; the rest of terminationGracePeriodSeconds. */
  readonly graceMs: number;
}

/** One process of a service at an address of its own, as a pod has: 127.0.x.y, and the same ports as its siblings. */
export class Pod {
  readonly name: string;
  readonly address: string;
  readonly #template: PodTemplate;
  readonly #child: Child;
  #ready = false;
  #everReady = false;
  #leaving = false;

  constructor(name: string, address: string, template: PodTemplate) {
    const { service, httpPort, env, logFolder } = template;
    this.name = name;
    this.address = address;
    this.#template = template;
    this.#child = new Child({
      name,
      ...compiled(service),
      env: { ...process.env, ...env, HOST: address, HTTP_PORT: String(httpPort) },
      logFile: join(logFolder, `${name}.log`),
      ipc: true,
    });
    this.#child.start();
  }

  /** Named among the addresses of its service. */
  get serving(): boolean {
    return this.#ready && !this.#leaving;
  }

  get leaving(): boolean {
    return this.#leaving;
  }

  get running(): boolean {
    return this.#child.running;
  }

  /** One look of the readiness probe. */
  async probe(): Promise<void> {
    const url = `http://${this.address}:${this.#template.httpPort}/readyz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    this.#ready = answer?.ok ?? false;
    this.#everReady ||= this.#ready;
  }

  /** Out of the service, preStop, SIGTERM, and SIGKILL at the end of its grace. @throws Error where it did not end by itself */
  async end(): Promise<void> {
    this.#leaving = true;
    await sleep(this.#template.preStopMs);
    const status = await this.#child.stop(this.#template.graceMs);
    // Before its first line of code a process cannot hear a signal; it has taken nothing either.
    if (status !== 0 && this.#everReady)
      throw new Error(`${this.name} ended with ${status}:\n${this.#child.logTail()}`);
  }

  /** As a node that is lost. */
  async kill(): Promise<void> {
    this.#leaving = true;
    await this.#child.kill();
  }

  logTail(): string {
    return this.#child.logTail();
  }
}
