import type { Agent } from 'undici';
import type { AddressRules } from '../domain/address-rules.ts';
import { type GuardedAgentOptions, guardedAgent } from './guarded-agent.ts';

export interface GuardedWay {
  readonly rules: AddressRules;
  readonly agent: Agent;
  /** As the rules' `checkUrl`, for what is asked again and again: neither rules nor addresses change. */
  checkUrl(text: string): URL;
}

const mostAgents = 100;
const mostUrls = 1_000;

/** By the ranges that they may connect to: a socket opened under one receiver's ranges must not serve another. */
export class GuardedWays {
  readonly #rules: AddressRules;
  readonly #options: GuardedAgentOptions;
  readonly #ways = new Map<string, GuardedWay>();

  constructor(rules: AddressRules, options: GuardedAgentOptions) {
    this.#rules = rules;
    this.#options = options;
  }

  /** @param ranges private ones of one receiver, beside those of the installation */
  for(ranges: readonly string[] = []): GuardedWay {
    const key = ranges.join();
    const known = this.#ways.get(key);
    if (known) return known;
    const rules = this.#rules.withPrivate(ranges);
    const made = { rules, agent: guardedAgent(rules, this.#options), checkUrl: rememberingUrls(rules) };
    this.#ways.set(key, made);
    for (const [oldest, { agent }] of this.#ways) {
      if (this.#ways.size <= mostAgents || oldest === '') continue;
      this.#ways.delete(oldest);
      // Ends once what is under way is done; nobody waits for it.
      agent.close().catch(() => undefined);
    }
    return made;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ways.values()].map(({ agent }) => agent.destroy()));
  }
}

function rememberingUrls(rules: AddressRules): GuardedWay['checkUrl'] {
  const allowed = new Map<string, URL>();
  return (text) => {
    const known = allowed.get(text);
    if (known) return known;
    const url = rules.checkUrl(text);
    if (allowed.size >= mostUrls) allowed.clear();
    allowed.set(text, url);
    return url;
  };
}
