import { setTimeout as sleep } from 'node:timers/promises';
import { Pod, type PodTemplate } from './pod.ts';

let addresses = 1;
/** Loopback is a network of its own, 127.0.0.0/8, where every address is this machine's. */
const nextAddress = (): string => {
  addresses++;
  return `127.0.${1 + Math.floor(addresses / 250)}.${1 + (addresses % 250)}`;
};

const lookMs = 250;

/** What a Deployment of Kubernetes does: as many pods as it is told, new ones before old ones when it is rolled. */
export class Deployment {
  readonly name: string;
  /** What went wrong with pods: crashes, and ends by SIGKILL. */
  readonly faults: string[] = [];
  readonly #template: PodTemplate;
  readonly #ends = new Set<Promise<void>>();
  #pods: Pod[] = [];
  #wanted = 0;
  #made = 0;
  #most = 0;
  #rolling = false;
  #stopped = false;
  readonly #watching: Promise<void>;

  constructor(name: string, template: PodTemplate) {
    this.name = name;
    this.#template = template;
    this.#watching = this.#watch();
  }

  get wanted(): number {
    return this.#wanted;
  }

  /** Pods there are or were at once, at most. */
  get most(): number {
    return this.#most;
  }

  get pods(): readonly Pod[] {
    return this.#pods;
  }

  /** Addresses of those that are ready and are not about to end. */
  addresses(): string[] {
    return this.#pods.filter((pod) => pod.serving).map((pod) => pod.address);
  }

  scale(replicas: number): void {
    this.#wanted = replicas;
    this.#reconcile();
  }

  /** As `kubectl rollout restart` with maxSurge 1 and maxUnavailable 0. */
  async restart(): Promise<void> {
    this.#rolling = true;
    for (const old of this.#staying()) {
      const fresh = this.#add();
      while (!fresh.serving) {
        if (!fresh.running) throw new Error(`${fresh.name} did not start:\n${fresh.logTail()}`);
        await sleep(lookMs);
      }
      await this.#end(old);
    }
    this.#rolling = false;
    this.#reconcile();
  }

  /** One of its pods is lost with its node. */
  async lose(pod: Pod): Promise<void> {
    await pod.kill();
    this.#drop(pod);
  }

  /** Waits until as many are ready as are wanted, and all others are gone. */
  async settled(): Promise<void> {
    while (this.addresses().length !== this.#wanted || this.#pods.length !== this.#wanted) await sleep(lookMs);
  }

  async stop(): Promise<void> {
    this.scale(0);
    this.#stopped = true;
    await this.#watching;
    await Promise.all(this.#ends);
  }

  #staying(): Pod[] {
    return this.#pods.filter((pod) => !pod.leaving);
  }

  #add(): Pod {
    const pod = new Pod(`${this.name}-${++this.#made}`, nextAddress(), this.#template);
    this.#pods.push(pod);
    this.#most = Math.max(this.#most, this.#staying().length);
    return pod;
  }

  #reconcile(): void {
    if (this.#rolling) return;
    const staying = this.#staying();
    for (let more = staying.length; more < this.#wanted; more++) this.#add();
    // As a ReplicaSet: those that are not ready go first, then the newest.
    const order = staying.toReversed().sort((a, b) => Number(a.serving) - Number(b.serving));
    for (const pod of order.slice(0, Math.max(0, staying.length - this.#wanted))) void this.#end(pod);
  }

  #end(pod: Pod): Promise<void> {
    const ended = pod
      .end()
      .catch((error: Error) => void this.faults.push(error.message))
      .then(() => this.#drop(pod));
    this.#ends.add(ended);
    return ended.finally(() => this.#ends.delete(ended));
  }

  #drop(gone: Pod): void {
    this.#pods = this.#pods.filter((pod) => pod !== gone);
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      for (const pod of this.#pods.filter((one) => !one.running && !one.leaving)) {
        this.faults.push(`${pod.name} crashed:\n${pod.logTail()}`);
        this.#drop(pod);
      }
      this.#reconcile();
      await Promise.all(this.#pods.map((pod) => pod.probe()));
      await sleep(lookMs);
    }
  }
}
