import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import {
  type AddDicomwebOptions,
  type AddDimseOptions,
  addDicomweb,
  addDimse,
  disable,
  enable,
  list,
  remove,
} from '../destinations/destinations.ts';
import { log, redeliver, test } from '../destinations/sent.ts';
import { repeated, wholeNumber } from './arguments.ts';

const destination = ['<destination>', 'id of the destination'] as const;
const describedAs = ['--description <text>', 'for people'] as const;
const allowing = [
  '--allow-range <cidr>',
  'private range that the PACS is in; takes a key with admin; may be repeated',
  repeated,
] as const;

export function addDestinations(program: Command): void {
  const destinations = program
    .command('destinations')
    .summary('PACS that summaries are sent to')
    .description('Destinations: the PACS that summaries are sent to, as DICOM structured reports.');
  addMaking(destinations);
  addLooking(destinations);
}

function addMaking(destinations: Command): void {
  const adding = destinations
    .command('add')
    .summary('send summaries to a PACS')
    .description('Sends summaries from now on to a PACS.');
  adding
    .command('dimse')
    .summary('by C-STORE')
    .argument('<host>', 'name or address of the PACS')
    .argument('<port>', 'its port', wholeNumber(1, 65_535))
    .argument('<ae>', 'its AE title')
    .option('--calling <ae>', 'our AE title, as the PACS knows it (default: WETREAD)')
    .option('--tls', 'DICOM over TLS')
    .option(...describedAs)
    .option(...allowing)
    .action((host: string, port: number, ae: string, options: AddDimseOptions, command: Command) =>
      addDimse(contextOf(command), { host, port, ae }, options),
    );
  adding
    .command('dicomweb')
    .summary('by STOW-RS')
    .argument('<address>', 'to which instances are posted; usually ends in /studies')
    .option('--authorization-file <file>', 'file that holds the value of the Authorization header')
    .option(...describedAs)
    .option(...allowing)
    .action((url: string, options: AddDicomwebOptions, command: Command) =>
      addDicomweb(contextOf(command), url, options),
    );
  for (const [name, run, what] of [
    ['disable', disable, 'keep summaries back until it is enabled'],
    ['enable', enable, 'send what was kept back, and go on'],
    ['remove', remove, 'send nothing more to a destination, and forget it'],
  ] as const) {
    destinations
      .command(name)
      .summary(what)
      .argument(...destination)
      .action((id: string, _: object, command: Command) => run(contextOf(command), id));
  }
}

function addLooking(destinations: Command): void {
  destinations
    .command('list')
    .summary('list the destinations')
    .description('Lists the destinations, the oldest first.')
    .action((_: object, command: Command) => list(contextOf(command)));
  destinations
    .command('test')
    .summary('ask a PACS whether it is there')
    .description('Asks a PACS whether it is there, by C-ECHO or a query, and whether it takes structured reports.')
    .argument(...destination)
    .action((id: string, _: object, command: Command) => test(contextOf(command), id));
  destinations
    .command('log')
    .summary('what was sent to a destination')
    .description('What was sent to a destination and what it answered, the newest first.')
    .argument(...destination)
    .option('--limit <n>', 'at most so many', wholeNumber(1, 200), 20)
    .action((id: string, { limit }: { limit: number }, command: Command) => log(contextOf(command), id, limit));
  destinations
    .command('redeliver')
    .summary('send one summary again')
    .argument(...destination)
    .argument('<event>', 'id of the event, as the log shows it')
    .action((id: string, event: string, _: object, command: Command) => redeliver(contextOf(command), id, event));
}
