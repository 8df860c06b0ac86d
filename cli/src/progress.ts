import { clearLine, cursorTo } from 'node:readline';
import type { Output } from './output.ts';

/** How far something is: a bar where a person watches, nothing elsewhere. */
export interface Progress {
  advance(): void;
  set(done: number, total: number, note?: string): void;
  /** Runs what prints lines, with the bar out of its way. */
  above(print: () => void): void;
  stop(): void;
}

export function startProgress(output: Output, label: string, total: number): Progress {
  return output.watched ? new Bar(label, total) : silent;
}

const cells = 30;
const redrawEveryMs = 100;

/** The last line of the terminal. It is drawn on standard error, so that a pipe of results stays clean. */
class Bar implements Progress {
  readonly #label: string;
  readonly #startedAt = Date.now();
  readonly #timer: NodeJS.Timeout;
  #done = 0;
  #total: number;
  #note = '';

  constructor(label: string, total: number) {
    this.#label = label;
    this.#total = total;
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), redrawEveryMs);
    this.#timer.unref();
  }

  advance(): void {
    this.#done++;
  }

  set(done: number, total: number, note = ''): void {
    this.#done = done;
    this.#total = total;
    this.#note = note;
  }

  above(print: () => void): void {
    this.#clear();
    print();
    this.#draw();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #clear(): void {
    cursorTo(process.stderr, 0);
    clearLine(process.stderr, 0);
  }

  #draw(): void {
    const share = this.#total === 0 ? 0 : Math.min(1, this.#done / this.#total);
    const full = Math.round(share * cells);
    const bar = '█'.repeat(full) + '░'.repeat(cells - full);
    const line = `${this.#label} ${bar} ${this.#done}/${this.#total}  ${Math.floor(share * 100)} %  ${this.#note || this.#left()}`;
    this.#clear();
    process.stderr.write(line.slice(0, (process.stderr.columns ?? 80) - 1));
  }

  #left(): string {
    if (this.#done === 0 || this.#done >= this.#total) return '';
    const leftMs = ((Date.now() - this.#startedAt) / this.#done) * (this.#total - this.#done);
    return `${duration(leftMs)} left`;
  }
}

/** Such as 42 s, 3 min, 2 h 5 min. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const silent: Progress = {
  advance: () => undefined,
  set: () => undefined,
  above: (print) => print(),
  stop: () => undefined,
};
