import { type Command, Option } from 'commander';
import { contextOf } from '../context.ts';
import { originalOption } from '../identifiers.ts';
import { type ExpectOptions, expect, list, type ShowOptions, show } from '../night/nights.ts';
import { day, later, pair } from './arguments.ts';

export function addNight(program: Command): void {
  const night = program
    .command('night')
    .summary('what was expected of a night, and what came of it')
    .description('Night reports: the expected studies against those received, assembled, summarized and delivered.');
  night
    .command('show', { isDefault: true })
    .summary('show the report of a night (default: the newest)')
    .argument('[night]', 'date of the night, or its id')
    .option('--csv', 'a line for each expected study')
    .option('--to <file>', 'with --csv: write into this file instead of printing')
    .option(...originalOption)
    .action(async (which: string | undefined, options: ShowOptions, command: Command) => {
      process.exitCode = await show(contextOf(command), which, options);
    });
  night
    .command('list')
    .summary('list the nights')
    .action((_: object, command: Command) => list(contextOf(command)));
  night
    .command('expect')
    .summary('say which studies a night is expected to bring')
    .argument('<date>', 'name of the night: the local date of its start', day)
    .option(
      '--csv <file>',
      'the list, with the column study_instance_uid or accession_number and, where wanted, reference',
    )
    .option('--qido <url>', 'ask a PACS by QIDO-RS at this address')
    .option('--match <key=value>', 'with --qido: such as ModalitiesInStudy=DX; may be repeated', pair)
    .addOption(
      new Option('--authorization <header>', 'with --qido: header for the PACS').env('WETREAD_PACS_AUTHORIZATION'),
    )
    .option('--closes <time>', 'when the last report is made: a time, or how long from now such as 8h', later)
    .action((date: string, options: ExpectOptions, command: Command) => expect(contextOf(command), date, options));
}
