import { type ErrorCode, toWetreadError, type WorkPriority, workPriorities } from '@wetread/contracts';
import type { Manifest, TokenEmbeddings, Tokenizer } from '@wetread/model';
import { Answer } from './answer.ts';
import { CacheBudget } from './cache-budget.ts';
import type { Decoded } from './decoder.ts';
import type { DecoderGraph } from './decoder-graph.ts';
import { Lane } from './lane.ts';
import { Row, type RowRequest } from './row.ts';
import { Sampler, SamplerScratch } from './sampler.ts';
import { SharedBeginnings } from './shared-beginnings.ts';

export interface BatchModel {
  readonly manifest: Manifest;
  readonly graph: DecoderGraph;
  readonly tokenizer: Tokenizer;
  readonly embeddings: TokenEmbeddings;
}

export interface BatchLimits {
  readonly maxBatch: number;
  /** Milliseconds of prompt computation after which the running rows get their step. */
  readonly maxStallMs: number;
  /** Bytes that the caches of keys and values may take (I6). */
  readonly cacheBytes: number;
}

/** What a step did for one request; `decoded` and `error` are its end, until which only listeners get pieces. */
export interface RowEvent {
  readonly id: number;
  readonly piece?: string;
  readonly decoded?: Decoded;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/**
 * Prompts are computed on a fixed grid of positions, whoever else is in the run: the sums of a request are then the
 * same alone and among others.
 */
const CHUNK = 64;
const GRANULE = 16;
/** Two chunks fill the matrix kernels; more would only delay the running rows. */
const PROMPT_ROWS = 2;
/** The bundle's few instructions and templates begin in few ways. */
const SHARED_POSITIONS = 256;

/** What a batch of these limits may hold. */
export function budgetOf(
  { manifest }: Pick<BatchModel, 'manifest'>,
  { maxBatch, cacheBytes }: BatchLimits,
): CacheBudget {
  const promptRows = Math.min(PROMPT_ROWS, maxBatch);
  return new CacheBudget(cacheBytes, manifest.decoder, {
    maxRows: maxBatch,
    promptRows,
    sharedPositions: SHARED_POSITIONS,
  });
}

/**
 * Continuous batching, the one owner of all requests under way (I5): a waiting request enters at the next step after a
 * place is free, its prompt in chunks between the steps of those that already decode.
 */
export class Batch {
  readonly #model: BatchModel;
  readonly #limits: BatchLimits;
  readonly #prompts: Lane;
  readonly #decoding: Lane;
  readonly #budget: CacheBudget;
  readonly #beginnings: SharedBeginnings;
  readonly #scratch: SamplerScratch;
  readonly #ids = new Map<Row, number>();
  readonly #aborted = new Set<number>();
  readonly #waiting: Record<WorkPriority, Row[]> = { interactive: [], urgent: [], routine: [] };

  constructor(model: BatchModel, limits: BatchLimits) {
    this.#model = model;
    this.#limits = limits;
    this.#budget = budgetOf(model, limits);
    this.#beginnings = new SharedBeginnings(model.graph.spec, SHARED_POSITIONS);
    this.#scratch = new SamplerScratch(model.manifest.decoder.vocab);
    const maxRows = Math.min(PROMPT_ROWS, limits.maxBatch);
    this.#prompts = new Lane(model.graph, { maxRows, maxSteps: CHUNK, stepGranule: GRANULE });
    this.#decoding = new Lane(model.graph, { maxRows: limits.maxBatch, maxSteps: 1, stepGranule: 1 });
  }

  get idle(): boolean {
    return this.#ids.size === 0;
  }

  /** @param listening whether the text is wanted as it comes, and not only at its end */
  add(id: number, request: RowRequest, listening: boolean): void {
    const { manifest, tokenizer, embeddings } = this.#model;
    const row = new Row(request, listening, {
      embeddings,
      sampler: new Sampler(request.sampling, this.#scratch),
      answer: new Answer(tokenizer, request.stop),
      contextLength: manifest.decoder.contextLength,
      eosId: manifest.tokenizer.eosId,
    });
    this.#ids.set(row, id);
    this.#waiting[request.priority].push(row);
  }

  listen(id: number): void {
    for (const [row, rowId] of this.#ids) if (rowId === id) row.listening = true;
  }

  /** The place is free at the next step; a run under way keeps its rows. */
  abort(id: number): void {
    this.#aborted.add(id);
  }

  /** One step of every running row, and as much prompt computation as may come before it. */
  async step(): Promise<RowEvent[]> {
    const events: RowEvent[] = [];
    this.#dropAborted();
    await this.#runPrompts(events);
    if (this.#decoding.rows.length > 0) await this.#run(this.#decoding, events);
    return events;
  }

  #dropAborted(): void {
    if (this.#aborted.size === 0) return;
    for (const [row, id] of this.#ids) if (this.#aborted.has(id)) this.#forget(row);
    this.#aborted.clear();
  }

  async #runPrompts(events: RowEvent[]): Promise<void> {
    const end = performance.now() + this.#limits.maxStallMs;
    do {
      this.#admit();
      if (this.#prompts.rows.length === 0) return;
      await this.#run(this.#prompts, events);
    } while (performance.now() < end);
  }

  /** The first of the waiting enter while there is place and memory; one of higher priority may take a routine row's. */
  #admit(): void {
    while (this.#prompts.free > 0) {
      const priority = workPriorities.find((name) => this.#waiting[name].length > 0);
      const row = priority && this.#waiting[priority][0];
      if (!row || !(this.#fits(row) || this.#preempt(row))) return;
      this.#waiting[priority].shift();
      row.start();
      const key = row.sharedKey();
      this.#prompts.add(row, key === undefined ? undefined : this.#beginnings.find(key));
    }
  }

  #fits(row: Row, without: readonly Row[] = []): boolean {
    const rows = [...this.#running].filter((other) => !without.includes(other));
    return this.#budget.holds([...rows, row].map(({ mostPositions }) => mostPositions));
  }

  get #running(): readonly Row[] {
    return [...this.#decoding.rows, ...this.#prompts.rows];
  }

  /**
   * Sends routine rows back to wait until `row` fits, those first that lose least. They run again from the beginning and
   * repeat what they had, so that their answers are the same. Nobody is sent back in vain.
   */
  #preempt(row: Row): boolean {
    if (row.request.priority === 'routine') return false;
    const routine = this.#running.filter(({ request }) => request.priority === 'routine');
    routine.sort((a, b) => a.length - b.length);
    const victims: Row[] = [];
    for (const victim of routine) {
      victims.push(victim);
      if (this.#fits(row, victims)) break;
    }
    if (!this.#fits(row, victims)) return false;
    for (const victim of victims) {
      this.#leaveLanes(victim);
      victim.length = 0;
      this.#waiting.routine.unshift(victim);
    }
    return true;
  }

  async #run(lane: Lane, events: RowEvent[]): Promise<void> {
    const logits = await lane.run();
    for (const [slot, row] of [...lane.rows].entries()) {
      if (row.inPrompt) this.#share(row);
      else if (this.#proceed(row, logits[slot] as Float32Array, events)) {
        if (lane === this.#prompts) this.#decoding.take(row, lane);
      }
    }
  }

  #share(row: Row): void {
    if (row.length !== row.request.sharedPositions) return;
    const key = row.sharedKey();
    if (key !== undefined) this.#prompts.share(row, key, this.#beginnings);
  }

  /** @returns whether the row goes on */
  #proceed(row: Row, logits: Float32Array, events: RowEvent[]): boolean {
    if (row.repeating) return true;
    const event = this.#accept(row, logits);
    if (event.piece || event.decoded || event.error) events.push(event);
    if (!event.decoded && !event.error) return true;
    this.#forget(row);
    return false;
  }

  #accept(row: Row, logits: Float32Array): RowEvent {
    const id = this.#ids.get(row) as number;
    try {
      const stopReason = row.accept(logits);
      if (stopReason) return { id, piece: row.takePiece(), decoded: row.decoded(stopReason) };
      return row.listening ? { id, piece: row.takePiece() } : { id };
    } catch (thrown) {
      const { code, message } = toWetreadError(thrown);
      return { id, error: { code, message } };
    }
  }

  #forget(row: Row): void {
    this.#ids.delete(row);
    this.#leaveLanes(row);
    const queue = this.#waiting[row.request.priority];
    const place = queue.indexOf(row);
    if (place >= 0) queue.splice(place, 1);
  }

  #leaveLanes(row: Row): void {
    this.#prompts.remove(row);
    this.#decoding.remove(row);
  }
}
