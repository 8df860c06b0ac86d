import { WetreadError } from '@wetread/contracts';
import type { ObjectStorage } from '@wetread/storage';
import { encodeRecord, findRecord, type StudyRecord } from '@wetread/studies';
import { ruleKey, rulesPrefix } from './keys.ts';
import { type RuleRecord, ruleRecord } from './records.ts';

export const maxRules = 100;

/** Standing rules of a tenant. */
export class RuleStore {
  readonly #storage: ObjectStorage;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** @throws WetreadError conflict */
  async create(rule: RuleRecord): Promise<void> {
    if ((await this.list(rule.tenant)).length >= maxRules) {
      throw new WetreadError('conflict', `A tenant has at most ${maxRules} rules; delete one first.`);
    }
    await this.put(rule);
  }

  async put(rule: RuleRecord): Promise<void> {
    await this.#storage.put(ruleKey(rule.tenant, rule.id), encodeRecord(rule));
  }

  /** @throws WetreadError not_found */
  async get(tenant: string, id: string): Promise<RuleRecord> {
    const rule = await findRecord(this.#storage, ruleKey(tenant, id), ruleRecord);
    if (!rule) throw new WetreadError('not_found', `This tenant has no rule ${id}.`);
    return rule;
  }

  /** The oldest first: of two rules that match a study, the older one takes it. */
  async list(tenant: string): Promise<RuleRecord[]> {
    const found: RuleRecord[] = [];
    for await (const { key } of this.#storage.list(rulesPrefix(tenant))) {
      const rule = await findRecord(this.#storage, key, ruleRecord);
      if (rule) found.push(rule);
    }
    return found.sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
  }

  /** @throws WetreadError not_found */
  async delete(tenant: string, id: string): Promise<void> {
    await this.get(tenant, id);
    await this.#storage.delete(ruleKey(tenant, id));
  }
}

/** Every field that a rule names has to be as it says. */
export function matches({ match, enabled }: RuleRecord, study: Pick<StudyRecord, 'source' | 'aeTitle'>): boolean {
  if (!enabled) return false;
  if (match.ae_title !== undefined && match.ae_title !== study.aeTitle) return false;
  return match.source === undefined || match.source === study.source;
}
