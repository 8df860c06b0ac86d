import type { JobPayload } from '@wetread/contracts';
import type { JobContext } from '@wetread/queues';
import { isDisabled } from '../domain/receiver.ts';
import { isReplayed, type ReplayRecord } from '../domain/replay.ts';
import { Pace } from '../webhooks/pace.ts';
import type { ReplayStore } from '../webhooks/replay-store.ts';
import { type ResendDeps, sendAnew, untilAttempted } from '../webhooks/resend.ts';
import { isTold } from '../webhooks/study-events.ts';

/**
 * Sends a time range of an endpoint's events again, the oldest first, so many a second. Its progress is in storage: after
 * a crash it goes on from there, and a delivery knows the replay that sent it last, so none is sent twice.
 */

export interface ReplayDeps extends ResendDeps {
  readonly replays: ReplayStore;
}

const segmentLength = 500;
const atOnce = 8;
const saveEveryMs = 1_000;
const disabledMs = 5_000;
const handOverMs = 100;

type Halt = 'cancelled' | 'stopping' | 'disabled' | 'gone';

export async function replayEvents(
  deps: ReplayDeps,
  { tenant, endpoint, replay: id }: JobPayload<'webhook.replay'>,
  job: JobContext,
): Promise<void> {
  const replay = await deps.replays.find(tenant, endpoint, id);
  if (replay?.status !== 'running') return;
  const run = new Run(deps, replay);
  const halt = await run.go();
  if (halt === 'stopping') return job.postpone(handOverMs);
  if (halt === 'disabled') return job.postpone(disabledMs);
  job.logger.info({ endpoint, replay: id, sent: run.replay.sent, halt }, 'replay ended');
}

class Run {
  replay: ReplayRecord;
  readonly #deps: ReplayDeps;
  readonly #pace: Pace;
  readonly #underWay = new Set<Promise<unknown>>();
  #savedAt = 0;

  constructor(deps: ReplayDeps, replay: ReplayRecord) {
    this.#deps = deps;
    this.replay = replay;
    this.#pace = new Pace(replay.perSecond);
  }

  /** @returns why it ended early; undefined where it is complete */
  async go(): Promise<Halt | undefined> {
    const { total, starts } = await this.#survey();
    this.replay = { ...this.replay, total: Math.max(total, this.replay.seen) };
    let halt: Halt | undefined;
    for (const [i, start] of [...starts.entries()].reverse()) {
      halt ??= await this.#segment(start, starts[i + 1]);
    }
    await Promise.all(this.#underWay);
    const status = halt === undefined ? 'completed' : halt === 'cancelled' || halt === 'gone' ? 'cancelled' : 'running';
    await this.#save(status);
    return halt;
  }

  /** Where each segment begins, so that a range of any length is gone through backwards in flat memory. */
  async #survey(): Promise<{ total: number; starts: string[] }> {
    const starts: string[] = [];
    let total = 0;
    let before = '';
    for await (const name of this.#names()) {
      if (total++ % segmentLength === 0) starts.push(before);
      before = name;
    }
    return { total, starts };
  }

  /** @param start the name before its first; names are newest first. @param end its last name */
  async #segment(start: string, end: string | undefined): Promise<Halt | undefined> {
    const { cursor } = this.replay;
    const names: string[] = [];
    for await (const name of this.#names(start)) {
      if (cursor === undefined || name < cursor) names.push(name);
      if (name === end || names.length > 2 * segmentLength) break;
    }
    for (const name of names.reverse()) {
      const halt = await this.#halted();
      if (halt) return halt;
      await this.#look(name);
    }
    return undefined;
  }

  async #look(name: string): Promise<void> {
    const { tenant, endpoint, id } = this.replay;
    const delivery = await this.#deps.deliveries.findNamed(tenant, endpoint, name);
    const event = delivery && (await this.#deps.studies.findEvent(tenant, delivery.event));
    const sends = event && isReplayed(this.replay, delivery) && (await isTold(this.#deps.studies, event));
    if (sends) {
      await this.#pace.pass();
      await sendAnew(this.#deps, event, delivery, id);
      await this.#follow(untilAttempted(this.#deps, event, endpoint));
    }
    const { seen, sent } = this.replay;
    this.replay = { ...this.replay, seen: seen + 1, sent: sends ? sent + 1 : sent, cursor: name };
  }

  /** No more than a few are sent and not yet tried. */
  async #follow(trying: Promise<unknown>): Promise<void> {
    const tracked = trying.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    if (this.#underWay.size >= atOnce) await Promise.race(this.#underWay);
  }

  async #halted(): Promise<Halt | undefined> {
    if (this.#deps.isStopping()) return 'stopping';
    if (Date.now() - this.#savedAt < saveEveryMs) return undefined;
    await this.#save('running');
    if (await this.#deps.replays.isCancelled(this.replay)) return 'cancelled';
    const endpoint = await this.#deps.endpoints.find(this.replay.tenant, this.replay.endpoint);
    if (!endpoint) return 'gone';
    return isDisabled(endpoint) ? 'disabled' : undefined;
  }

  async #save(status: ReplayRecord['status']): Promise<void> {
    const endedAt = status === 'running' ? undefined : new Date().toISOString();
    this.replay = { ...this.replay, status, ...(endedAt && { endedAt }) };
    await this.#deps.replays.put(this.replay);
    this.#savedAt = Date.now();
  }

  #names(after?: string): AsyncIterable<string> {
    const { tenant, endpoint, since, until } = this.replay;
    return this.#deps.deliveries.names(tenant, endpoint, { since, until }, after);
  }
}
