import { type ExitCode, exit } from '../exit-codes.ts';
import { type Output, state, styled } from '../output.ts';
import { type Progress, startProgress } from '../progress.ts';
import { renderEnd } from '../study-text.ts';
import type { End } from './await-ends.ts';
import type { Sent } from './send.ts';

/** Tells of each file and each study as it happens, and of all of them at the end. */
export class SubmitReport {
  readonly #output: Output;
  readonly #waits: boolean;
  readonly #bar: Progress;
  readonly #startedAt = Date.now();
  readonly #filesOf = new Map<string, string[]>();
  readonly #sent = { accepted: 0, refused: 0, failed: 0 };
  readonly #ended = { summarized: 0, refused: 0, failed: 0, deleted: 0 };

  constructor(output: Output, requests: number, waits: boolean) {
    this.#output = output;
    this.#waits = waits;
    this.#bar = startProgress(output, waits ? 'Reading' : 'Sending', requests);
  }

  sent(sent: Sent): void {
    this.#sent[sent.outcome] += sent.files.length;
    for (const study of sent.studies) {
      // Files of one study are one thing to wait for.
      if (this.#waits && this.#filesOf.has(study)) this.#bar.advance();
      this.#filesOf.set(study, [...(this.#filesOf.get(study) ?? []), ...sent.files]);
    }
    this.#bar.above(() => this.#output.result({ type: 'sent', ...sent }, () => renderSent(sent)));
    if (!this.#waits || sent.studies.length === 0) this.#bar.advance();
  }

  ended(end: End): void {
    this.#ended[end.status]++;
    const files = this.#filesOf.get(end.study) ?? [];
    // Why files were refused was told when they were sent.
    const toldAlready = end.status === 'refused' && files.length > 0 && !this.#output.json;
    if (!toldAlready) {
      this.#bar.above(() => this.#output.result({ type: 'ended', files, ...end }, () => renderEnd(files, end)));
    }
    this.#bar.advance();
  }

  stop(): void {
    this.#bar.stop();
  }

  total(): void {
    const tookMs = Date.now() - this.#startedAt;
    const { accepted, refused, failed } = this.#sent;
    const counts = {
      accepted,
      refused,
      failed,
      studies: this.#filesOf.size,
      ...(this.#waits && { ended: this.#ended }),
    };
    if (this.#output.json) return this.#output.result({ type: 'total', ...counts, tookMs }, () => '');
    const ends = Object.entries(this.#ended).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
    const sent = Object.entries(this.#sent).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
    const studies = ends.length > 0 ? `; studies: ${ends.join(', ')}` : '';
    this.#output.note(`\nFiles: ${sent.join(', ')}${studies}; ${(tookMs / 1_000).toFixed(1)} s.`);
  }

  get exitCode(): ExitCode {
    if (this.#sent.failed + this.#ended.failed + this.#ended.deleted > 0) return exit.failed;
    return this.#sent.refused + this.#ended.refused > 0 ? exit.refused : exit.ok;
  }
}

function renderSent({ files, outcome, studies, refusals, error }: Sent): string {
  const what = files.length === 1 ? (files[0] as string) : `${files.length} files`;
  const reasons = refusals.map(({ code, sentence }) => `\n  ${sentence} (${styled('yellow', code)})`);
  const failure = error === undefined ? '' : `\n  ${error}`;
  return `${what}  ${state(outcome)}  ${studies.join(' ')}`.trimEnd() + reasons.join('') + failure;
}
