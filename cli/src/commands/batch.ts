import { type Command, Option } from 'commander';
import { cancel, list, type ResultsOptions, results, show, watch } from '../batch/batches.ts';
import { type CreateOptions, create } from '../batch/create.ts';
import { contextOf } from '../context.ts';
import { originalOption } from '../identifiers.ts';
import { later, pair, time, wholeNumber, window } from './arguments.ts';

const id = ['<batch>', 'id of the batch'] as const;
const statuses = ['received', 'queued', 'summarized', 'refused', 'failed'];

export function addBatch(program: Command): void {
  const batch = program
    .command('batch')
    .summary('many studies, read in the night')
    .description('Batches: many studies that are read together, in a window of the night where that is wanted.');
  addCreate(batch);
  batch
    .command('list')
    .summary('list the batches')
    .description('Lists the batches, the newest first.')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 100), 20)
    .action((options: { limit: number }, command: Command) => list(contextOf(command), options.limit));
  batch
    .command('show')
    .summary('show a batch')
    .argument(...id)
    .action((batchId: string, _: object, command: Command) => show(contextOf(command), batchId));
  batch
    .command('watch')
    .summary('follow a batch until it ends')
    .description(
      'Follows a batch until it ends, with its rate and when it will be done. Status 0 if everything was read.',
    )
    .argument(...id)
    .action(async (batchId: string, _: object, command: Command) => {
      process.exitCode = await watch(contextOf(command), batchId);
    });
  batch
    .command('results')
    .summary('get the summaries of a batch, also while it runs')
    .description('Prints what a batch has so far: summaries as lines of JSON, or everything as CSV.')
    .argument(...id)
    .addOption(new Option('--format <format>', 'JSON lines, or a table').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--errors', 'the items that have no summary, with the reason, instead')
    .option('--to <file>', 'write into this file instead of printing')
    .option(...originalOption)
    .action((batchId: string, options: ResultsOptions, command: Command) =>
      results(contextOf(command), batchId, options),
    );
  batch
    .command('cancel')
    .summary('stop a batch; what has been read is kept')
    .argument(...id)
    .action((batchId: string, _: object, command: Command) => cancel(contextOf(command), batchId));
}

function addCreate(batch: Command): void {
  batch
    .command('create')
    .summary('have many studies read')
    .description('Makes a batch of the studies that are named, of those that fit a query, or of a file of JSON lines.')
    .argument('[studies...]', 'Study Instance UIDs')
    .option('--jsonl <file>', 'lines such as {"custom_id":"a","study":"1.2.3"}; "-" is standard input')
    .addOption(new Option('--status <status>', 'query: studies in this state').choices(statuses))
    .option('--since <time>', 'query: received at or after: a time, a day, or how long ago such as 12h', time)
    .option('--until <time>', 'query: received at or before', time)
    .option('--ae-title <title>', 'query: sent by this application entity')
    .option('--window <start-end>', 'routine studies are read in this time of day, such as 22:00-06:30', window)
    .option('--time-zone <zone>', 'of the window: an IANA name (default: that of this machine)')
    .option('--due <time>', 'when it should be done: a time, or how long from now such as 8h', later)
    .option('--expires <time>', 'when what is unread is given up (default: in a week)', later)
    .option('--metadata <key=value>', 'given back with the batch; may be repeated', pair)
    .option('--watch', 'follow it until it ends')
    .addHelpText(
      'after',
      '\nExample:\n  wetread batch create --since 12h --window 22:00-06:30 --due 2026-03-02T06:30:00Z --watch',
    )
    .action(async (studies: string[], options: CreateOptions, command: Command) => {
      process.exitCode = await create(contextOf(command), studies, options);
    });
}
