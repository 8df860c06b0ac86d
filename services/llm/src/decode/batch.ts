import { type ErrorCode, toWetreadError, type WorkPriority, workPriorities } from '@wetread/contracts';
import type { Manifest, TokenEmbeddings, Tokenizer } from '@wetread/model';
import { Answer } from './answer.ts';
import type { Decoded } from './decoder.ts';
import type { DecoderGraph } from './decoder-graph.ts';
import { Lane } from './lane.ts';
import { Row, type RowRequest } from './row.ts';
import { Sampler, SamplerScratch } from './sampler.ts';

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

/**
 * Continuous batching, the one owner of all requests under way (I5): a waiting request enters at the next step after a
 * place is free, its prompt in chunks between the steps of those that already decode.
 */
export class Batch {
  readonly #model: BatchModel;
  readonly #limits: BatchLimits;
  readonly #prompts: Lane;
  readonly #decoding: Lane;
  readonly #scratch: SamplerScratch;
  readonly #ids = new Map<Row, number>();
  readonly #aborted = new Set<number>();
  readonly #waiting: Record<WorkPriority, Row[]> = { interactive: [], urgent: [], routine: [] };

  constructor(model: BatchModel, limits: BatchLimits) {
    this.#model = model;
    this.#limits = limits;
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

  #admit(): void {
    let places = this.#limits.maxBatch - this.#decoding.rows.length - this.#prompts.rows.length;
    for (; places > 0 && this.#prompts.free > 0; places--) {
      const row = this.#nextWaiting();
      if (!row) return;
      row.start();
      this.#prompts.add(row);
    }
  }

  #nextWaiting(): Row | undefined {
    const first = workPriorities.find((priority) => this.#waiting[priority].length > 0);
    return first && this.#waiting[first].shift();
  }

  async #run(lane: Lane, events: RowEvent[]): Promise<void> {
    const logits = await lane.run();
    for (const [slot, row] of [...lane.rows].entries()) {
      if (row.inPrompt) continue;
      const event = this.#accept(row, logits[slot] as Float32Array);
      if (event.piece || event.decoded || event.error) events.push(event);
      if (event.decoded || event.error) this.#forget(row);
      else if (lane === this.#prompts) this.#decoding.take(row, lane);
    }
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
    this.#prompts.remove(row);
    this.#decoding.remove(row);
    const queue = this.#waiting[row.request.priority];
    const place = queue.indexOf(row);
    if (place >= 0) queue.splice(place, 1);
  }
}
