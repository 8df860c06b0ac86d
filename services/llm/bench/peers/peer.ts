import type { MixedRequest } from '../requests.ts';

/** Another engine on the same weights, in processes of its own, with as many threads as this machine has cores. */
export interface Peer {
  run(requests: readonly MixedRequest[]): Promise<PeerRun>;
  close(): Promise<void>;
}

export interface PeerRun {
  readonly seconds: number;
  /** Greedy tokens of each answer, as many as were asked for. */
  readonly ids: readonly (readonly number[])[];
}

/** What a peer in another language is told. */
export const plainRequests = (requests: readonly MixedRequest[]): { promptIds: readonly number[]; tokens: number }[] =>
  requests.map(({ promptIds, maxNewTokens }) => ({ promptIds, tokens: maxNewTokens }));
