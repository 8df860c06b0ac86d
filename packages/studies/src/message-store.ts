import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord, readRecord } from './json-records.ts';
import type { StudyRef } from './keys.ts';
import * as keys from './keys.ts';
import { type MessageRecord, messageRecord } from './message-record.ts';

/** Records read at once. */
const READS = 16;

/** The conversation about a study in object storage (I1): a list that only grows, and goes with its study. */
export class MessageStore {
  readonly #storage: ObjectStorage;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** Oldest first. */
  async list(ref: StudyRef): Promise<MessageRecord[]> {
    const found: string[] = [];
    for await (const { key } of this.#storage.list(keys.messagesPrefix(ref))) found.push(key);
    const messages: (MessageRecord | undefined)[] = [];
    for (let at = 0; at < found.length; at += READS) {
      const reads = found.slice(at, at + READS).map((key) => findRecord(this.#storage, key, messageRecord));
      messages.push(...(await Promise.all(reads)));
    }
    return messages.filter((message) => message !== undefined);
  }

  /**
   * Gives the message the first free number, so that numbers have no gaps and no two messages share one, whoever else
   * appends. A message whose id is there already stays as it is: every number up to the free one is looked at.
   *
   * @param known the conversation as it was read before
   * @returns the message as stored, by this call or an earlier one (I3)
   */
  async append(message: Omit<MessageRecord, 'number'>, known: readonly MessageRecord[]): Promise<MessageRecord> {
    const same = known.find(({ id }) => id === message.id);
    if (same) return same;
    for (let number = (known.at(-1)?.number ?? 0) + 1; ; number++) {
      const record = { ...message, number };
      const key = keys.messageKey(message, number);
      if (await this.#storage.putIfAbsent(key, encodeRecord(record))) return record;
      const other = await readRecord(this.#storage, key, messageRecord);
      if (other.id === message.id) return other;
    }
  }

  async delete({ tenant, study, number }: MessageRecord): Promise<void> {
    await this.#storage.delete(keys.messageKey({ tenant, study }, number));
  }
}
