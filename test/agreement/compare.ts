import type { Case } from './cases.ts';
import type { Said } from './engines.ts';

/** How one engine's greedy answers compare with another's. */
export interface Comparison {
  readonly what: string;
  readonly prompts: number;
  readonly identical: number;
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly prompt: number;
  /** Place of the first token that differs; both had the same text before it. */
  readonly token: number;
  /** By transformers' logits there: its own token's minus the other's. Small is a near tie; undefined past its end. */
  readonly gap: number | undefined;
}

export function compare(
  what: string,
  cases: readonly Case[],
  wanted: readonly Said[],
  found: readonly Said[],
): Comparison {
  const differences = cases.flatMap((item, prompt) => {
    const token = firstDifference(wanted[prompt] as Said, found[prompt] as Said);
    return token === undefined ? [] : [{ prompt, token, gap: gapAt(item, token, (found[prompt] as Said).ids[token]) }];
  });
  return { what, prompts: cases.length, identical: cases.length - differences.length, differences };
}

function firstDifference(a: Said, b: Said): number | undefined {
  const length = Math.max(a.ids.length, b.ids.length);
  for (let i = 0; i < length; i++) if (a.ids[i] !== b.ids[i]) return i;
  return a.text === b.text ? undefined : length;
}

/** Where one answer ended and the other went on, the gap to the token that would have gone on or ended it is not known. */
function gapAt({ ids, logits, vocab }: Case, token: number, other: number | undefined): number | undefined {
  const own = ids[token];
  if (own === undefined || other === undefined || own === other) return undefined;
  const row = token * vocab;
  return (logits[row + own] as number) - (logits[row + other] as number);
}

/** A Markdown table, and below it each difference. */
export function report(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ what, prompts, identical, differences }) => {
    const gaps = differences.flatMap(({ gap }) => (gap === undefined ? [] : [gap]));
    const most = gaps.length > 0 ? Math.max(...gaps).toFixed(4) : '–';
    return `| ${what} | ${identical} of ${prompts} | ${most} |`;
  });
  const details = comparisons.flatMap(({ what, differences }) =>
    differences.map(({ prompt, token, gap }) => `- ${what}, prompt ${prompt}: token ${token}, ${gapText(gap)}`),
  );
  return [
    '| compared | identical | largest logit gap where they part |',
    '|---|---|---|',
    ...rows,
    ...(details.length > 0 ? ['', ...details] : []),
  ].join('\n');
}

const gapText = (gap: number | undefined): string => (gap === undefined ? 'where one ends' : `gap ${gap.toFixed(4)}`);
