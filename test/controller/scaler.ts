import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment } from './deployment.ts';
import { readValue, replicasFor, type ScaleRule } from './scale-rule.ts';

export interface ScalerOptions {
  /** The gateway's page, by its service as KEDA asks for it. @throws where there is none */
  readonly metrics: () => Promise<string>;
  readonly pools: readonly { readonly deployment: Deployment; readonly rule: ScaleRule }[];
  readonly pollingMs: number;
  /** Without work for so long, a pool sleeps. */
  readonly cooldownMs: number;
  /** A pool shrinks to the most that was wanted within this time. */
  readonly stabilizationMs: number;
}

interface Wish {
  readonly at: number;
  readonly replicas: number;
}

/** What KEDA does (from none to one and back) with the HPA it makes (between one and the most). */
export class Scaler {
  readonly #options: ScalerOptions;
  readonly #wishes = new Map<Deployment, Wish[]>();
  readonly #lastWork = new Map<Deployment, number>();
  #stopped = false;
  #paused = false;
  readonly #running: Promise<void>;

  constructor(options: ScalerOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { metrics, pools, pollingMs } = this.#options;
    while (!this.#stopped) {
      // With the work unknown no pool shrinks, and none grows here: the chart's fallback is one pod.
      const page = this.#paused ? undefined : await metrics().catch(() => undefined);
      for (const { deployment, rule } of page === undefined ? [] : pools) {
        const value = readValue(page as string, rule.metric);
        if (value !== undefined) deployment.scale(this.#replicas(deployment, rule, value, Date.now()));
      }
      await sleep(pollingMs);
    }
  }

  #replicas(deployment: Deployment, rule: ScaleRule, value: number, now: number): number {
    const { cooldownMs, stabilizationMs } = this.#options;
    if (value > 0) this.#lastWork.set(deployment, now);
    const idleMs = now - (this.#lastWork.get(deployment) ?? 0);
    if (idleMs > cooldownMs) return rule.minReplicas;
    const recent = (this.#wishes.get(deployment) ?? []).filter(({ at }) => now - at < stabilizationMs);
    const wishes = [...recent, { at: now, replicas: replicasFor(rule, value) }];
    this.#wishes.set(deployment, wishes);
    return Math.max(...wishes.map(({ replicas }) => replicas));
  }
}
