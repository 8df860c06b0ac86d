import { state, styled, when, wrap } from './output.ts';
import type { End, Study, Summary } from './submit/await-ends.ts';
import { renderFields, renderTable } from './table.ts';

/** How a study and its summary read for a person. */

export function renderSummary(summary: Summary): string {
  const { findings, impression, text, notice, bundle, current, revision } = summary;
  const sections =
    findings || impression
      ? [['Findings', findings] as const, ['Impression', impression] as const]
      : [['Text', text] as const];
  const written = sections
    .filter(([, words]) => words)
    .map(([name, words]) => `${styled('bold', name)}\n${wrap(words, 2)}`);
  const older = current ? [] : [`From revision ${revision}; a newer one waits to be read.`];
  return [...written, ...older, styled('dim', `${wrap(notice, 0)}\nMade by ${bundle.name} ${bundle.version}`)].join(
    '\n',
  );
}

export function renderEnd(files: readonly string[], { study, status, answer, summary }: End): string {
  const title =
    `${styled('bold', files.join(', ') || study)}  ${state(status)}  ${files.length > 0 ? study : ''}`.trimEnd();
  if (summary) return `\n${title}\n${renderSummary(summary)}`;
  return `${title}${reasonsOf(answer)
    .map((reason) => `\n  ${reason}`)
    .join('')}`;
}

export function reasonsOf(study: Study | undefined): string[] {
  const refusals = study?.refusals.map(({ code, sentence }) => `${sentence} (${code})`) ?? [];
  return study?.failure ? [...refusals, `${study.failure.message} (${study.failure.code})`] : refusals;
}

export function renderStudy(study: Study): string {
  const { timings } = study;
  const fields = renderFields([
    ['Study', study.id],
    ['Status', state(study.status)],
    ['Priority', study.priority],
    ['Revision', String(study.revision)],
    ['Source', study.source],
    ['Received', when(timings.receivedAt)],
    ['Assembled', when(timings.assembledAt)],
    ['Summarized', when(timings.summarizedAt)],
    ['Delivered', when(timings.deliveredAt)],
    ['Time', stages(timings)],
  ]);
  const images = study.images.map((image) => [
    image.sop,
    image.format,
    image.modality ?? '–',
    image.view,
    `${image.width}×${image.height}`,
    image.read ? 'read' : 'not read',
  ]);
  const table = images.length > 0 ? [renderTable(['IMAGE', 'FORMAT', 'MODALITY', 'VIEW', 'PIXELS', ''], images)] : [];
  return [fields, ...table, ...reasonsOf(study)].join('\n\n');
}

function stages(timings: Study['timings']): string | undefined {
  const known = Object.entries(timings).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  if (known.length === 0) return undefined;
  return known.map(([name, ms]) => `${name.slice(0, -2)} ${Math.round(ms)} ms`).join(', ');
}
