import { answerOf, type Schemas } from '@wetread/client';
import { type Command, Option } from 'commander';
import { type Context, contextOf } from '../context.ts';
import { state, when } from '../output.ts';
import { renderStudy } from '../study-text.ts';
import { time, wholeNumber } from './arguments.ts';

interface ListOptions {
  readonly status?: Schemas['StudyItem']['status'];
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
}

const statuses = ['received', 'queued', 'summarized', 'refused', 'failed'];
const largestPage = 200;

export function addStudies(program: Command): void {
  program
    .command('studies')
    .summary('list studies, or show one')
    .description('Lists studies, the newest first; with an id, shows one with its images, refusals and times.')
    .argument('[study]', 'Study Instance UID')
    .addOption(new Option('--status <status>', 'only studies in this state').choices(statuses))
    .option('--since <time>', 'received at or after: a time, a day, or how long ago such as 12h', time)
    .option('--until <time>', 'received at or before', time)
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000), 50)
    .action((study: string | undefined, options: ListOptions, command: Command) =>
      study === undefined ? list(contextOf(command), options) : show(contextOf(command), study),
    );
}

async function show({ api, output, reading }: Context, study: string): Promise<void> {
  const answer = await answerOf(() => api.GET('/v1/studies/{id}', { params: { path: { id: study } } }), reading);
  output.result(answer, () => renderStudy(answer));
}

async function list(context: Context, options: ListOptions): Promise<void> {
  const { studies, more } = await collect(context, options);
  const rows = studies.map((study) => [
    study.id,
    state(study.status),
    study.priority,
    String(study.revision),
    when(study.receivedAt),
  ]);
  const head = ['STUDY', 'STATUS', 'PRIORITY', 'REVISION', 'RECEIVED'];
  context.output.table({ studies, more }, head, rows, 'There is no such study.');
  if (more) context.output.note(`There are more; --limit ${options.limit * 4} shows them, and --since narrows.`);
}

/** As many pages as the limit needs. */
async function collect({ api, reading }: Context, options: ListOptions) {
  const studies: Schemas['StudyItem'][] = [];
  let cursor: string | undefined;
  do {
    const { limit, ...filter } = options;
    const query = { ...filter, limit: Math.min(largestPage, limit - studies.length), ...(cursor && { cursor }) };
    const page = await answerOf(() => api.GET('/v1/studies', { params: { query } }), reading);
    studies.push(...page.studies);
    cursor = page.next;
  } while (cursor !== undefined && studies.length < options.limit);
  return { studies, more: cursor !== undefined };
}
