import { answerOf } from '@wetread/client';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { renderSummary } from '../study-text.ts';

export function addSummary(program: Command): void {
  program
    .command('summary')
    .summary('print the summary of a study')
    .description('Prints the newest summary of a study, with the notice of what it is and is not.')
    .argument('<study>', 'Study Instance UID')
    .action(async (study: string, _: object, command: Command) => {
      const { api, output, reading } = contextOf(command);
      const params = { path: { id: study } };
      const summary = await answerOf(() => api.GET('/v1/studies/{id}/summary', { params }), reading);
      output.result(summary, () => renderSummary(summary));
    });
}
