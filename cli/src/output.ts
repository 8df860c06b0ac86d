import { styleText } from 'node:util';
import { renderTable } from './table.ts';

export interface OutputOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

type Style = Parameters<typeof styleText>[0];

/**
 * Results go to standard output, all else to standard error, so that a pipe gets results alone. With --json each result is
 * one line of JSON. Colours stand only where a terminal reads, and never with NO_COLOR.
 */
export class Output {
  readonly json: boolean;
  readonly quiet: boolean;

  constructor({ json = false, quiet = false }: OutputOptions) {
    this.json = json;
    this.quiet = quiet;
  }

  /** Whether a person watches, for whom bars and the like are drawn. */
  get watched(): boolean {
    return Boolean(process.stderr.isTTY) && !this.json && !this.quiet;
  }

  /** One result. @param text its form for people */
  result(value: unknown, text: () => string): void {
    process.stdout.write(`${this.json ? JSON.stringify(value) : text().trimEnd()}\n`);
  }

  /** A piece of text as it comes. */
  write(text: string): void {
    process.stdout.write(text);
  }

  table(value: unknown, head: readonly string[], rows: readonly (readonly string[])[], none: string): void {
    if (!this.json && rows.length === 0) return this.note(none);
    this.result(value, () => renderTable(head, rows));
  }

  /** For a person only: what is being done, what comes next. */
  note(text: string): void {
    if (!this.json && !this.quiet) process.stderr.write(`${text}\n`);
  }

  /** What must be seen in spite of --quiet. */
  warn(text: string): void {
    process.stderr.write(this.json ? `${JSON.stringify({ warning: text })}\n` : `${text}\n`);
  }
}

/** For standard output; styleText itself looks at the stream, NO_COLOR and FORCE_COLOR. */
export const styled = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

const styles: Record<string, Style> = {
  summarized: 'green',
  completed: 'green',
  delivered: 'green',
  enabled: 'green',
  accepted: 'green',
  verified: 'green',
  refused: 'yellow',
  disabled: 'yellow',
  expired: 'yellow',
  cancelled: 'yellow',
  failed: 'red',
  unverified: 'red',
};

/** A state in its colour. */
export const state = (name: string): string => styled(styles[name] ?? 'cyan', name);

/** Time of a table: to the second, in the zone of the reader. */
export function when(time: string | undefined | null): string {
  if (!time) return '–';
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Breaks text at blanks, every line after `indent` blanks. */
export function wrap(text: string, indent = 0, width = Math.min(process.stdout.columns ?? 100, 100)): string {
  const lines: string[] = [''];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const line = lines.at(-1) as string;
    if (line === '') lines[lines.length - 1] = word;
    else if (indent + line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${' '.repeat(indent)}${line}`).join('\n');
}

/** For standard error. */
export const styledError = (style: Style, text: string): string => styleText(style, text, { stream: process.stderr });
