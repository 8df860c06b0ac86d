import { answerOf } from '@wetread/client';
import type { Command } from 'commander';
import { type Context, contextOf } from '../context.ts';
import { renderFields } from '../table.ts';

export function addIdentity(program: Command): void {
  program
    .command('identity')
    .summary('whom a de-identified study is of')
    .description(
      'Prints whom a de-identified study is of. It needs a key with the scope identity; each look is audited.',
    )
    .argument('<study>', 'Study Instance UID, here or of the sender')
    .action((study: string, _: object, command: Command) => show(contextOf(command), study));
}

async function show({ api, output, reading }: Context, id: string): Promise<void> {
  const answer = await answerOf(() => api.GET('/v1/studies/{id}/identity', { params: { path: { id } } }), reading);
  const { study, patient } = answer;
  output.result(answer, () =>
    renderFields([
      ['Study here', answer.id],
      ['Study', study.uid],
      ['Accession', study.accessionNumber],
      ['Date', study.date],
      ['Patient', patient.name],
      ['Patient ID', patient.id],
      ['Born', patient.birthDate],
      ['Sex', patient.sex],
      ['Dates shifted', answer.shiftDays > 0 ? `${answer.shiftDays} days back` : undefined],
    ]),
  );
}
