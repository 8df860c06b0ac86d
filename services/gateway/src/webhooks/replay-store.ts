import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord } from '@wetread/studies';
import { newReplayId, type ReplayRecord, replayRecord } from '../domain/replay.ts';
import { replayCancelKey, replayKey, replaysPrefix } from './keys.ts';

export type NewReplay = Pick<ReplayRecord, 'tenant' | 'endpoint' | 'since' | 'until' | 'onlyFailed' | 'perSecond'> & {
  readonly types?: ReplayRecord['types'] | undefined;
};

const listed = 50;

/** Replays in object storage, so that a restart goes on where they are (I1). */
export class ReplayStore {
  readonly #storage: ObjectStorage;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** @throws WetreadError conflict while another of the endpoint runs */
  async create({ types, ...options }: NewReplay): Promise<ReplayRecord> {
    const running = (await this.list(options.tenant, options.endpoint)).find(({ status }) => status === 'running');
    if (running) {
      throw new WetreadError('conflict', `The replay ${running.id} of this endpoint runs; wait for it or cancel it.`);
    }
    const replay: ReplayRecord = {
      id: newReplayId(),
      ...options,
      ...(types && { types }),
      status: 'running',
      createdAt: new Date().toISOString(),
      total: 0,
      seen: 0,
      sent: 0,
    };
    await this.put(replay);
    return replay;
  }

  async put(replay: ReplayRecord): Promise<void> {
    await this.#storage.put(replayKey(replay.tenant, replay.endpoint, replay.id), encodeRecord(replay));
  }

  find(tenant: string, endpoint: string, id: string): Promise<ReplayRecord | undefined> {
    return findRecord(this.#storage, replayKey(tenant, endpoint, id), replayRecord);
  }

  /** @throws WetreadError not_found */
  async get(tenant: string, endpoint: string, id: string): Promise<ReplayRecord> {
    const replay = await this.find(tenant, endpoint, id);
    if (!replay) throw new WetreadError('not_found', `This endpoint has no replay ${id}.`);
    return replay;
  }

  /** The last ones, the newest first. */
  async list(tenant: string, endpoint: string): Promise<ReplayRecord[]> {
    const names: string[] = [];
    for await (const { key } of this.#storage.list(replaysPrefix(tenant, endpoint))) {
      if (key.endsWith('.json')) names.push(key);
    }
    const last = names.slice(-listed).reverse();
    const found = await Promise.all(last.map((key) => findRecord(this.#storage, key, replayRecord)));
    return found.filter((replay) => replay !== undefined);
  }

  /** A mark beside the record: the job that runs writes the record, and would overwrite the wish. */
  async cancel({ tenant, endpoint, id }: ReplayRecord): Promise<void> {
    await this.#storage.putIfAbsent(replayCancelKey(tenant, endpoint, id), Buffer.from('{}\n'));
  }

  isCancelled({ tenant, endpoint, id }: ReplayRecord): Promise<boolean> {
    return this.#storage.has(replayCancelKey(tenant, endpoint, id));
  }
}
