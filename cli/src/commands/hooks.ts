import { type Command, Option } from 'commander';
import { contextOf } from '../context.ts';
import { log, type ReplayOptions, redeliver, replay, test } from '../hooks/deliveries.ts';
import { type AddOptions, add, disable, enable, list, type RotateOptions, remove, rotate } from '../hooks/endpoints.ts';
import { repeated, repeatedOf, signatureKinds, time, wholeNumber } from './arguments.ts';

const endpoint = ['<endpoint>', 'id of the endpoint'] as const;
const secretFile = [
  '--to <file>',
  'write the secret into this file, readable by you alone, instead of printing it',
] as const;

export function addHooks(program: Command): void {
  const hooks = program
    .command('hooks')
    .summary('webhook endpoints')
    .description('Webhook endpoints: where events are sent.');
  addEndpoints(hooks);
  addDeliveries(hooks);
}

function addEndpoints(hooks: Command): void {
  hooks
    .command('list')
    .summary('list the endpoints')
    .description('Lists the endpoints, the oldest first.')
    .action((_: object, command: Command) => list(contextOf(command)));
  hooks
    .command('add')
    .summary('send events to an address')
    .description('Sends events from now on to an address. The secret that verifies them is shown this once.')
    .argument('<address>', 'https:// address of the receiver')
    .option('--event <type>', 'only events of this type; may be repeated', repeated)
    .option('--description <text>', 'for people')
    .addOption(new Option('--payload <form>', 'ids only, or with the text of the summary').choices(['thin', 'full']))
    .addOption(
      new Option('--signature <kind>', 'HMAC or Ed25519; both may be given')
        .choices(signatureKinds)
        .argParser(repeatedOf(signatureKinds)),
    )
    .option(
      '--allow-range <cidr>',
      'private range that the receiver is in; takes a key with admin; may be repeated',
      repeated,
    )
    .option(...secretFile)
    .action((url: string, options: AddOptions, command: Command) => add(contextOf(command), url, options));
  hooks
    .command('rotate')
    .summary('change the secret of an endpoint')
    .description('Makes a new secret. Deliveries carry signatures of the old and the new one for the overlap.')
    .argument(...endpoint)
    .option('--overlap <seconds>', 'how long the old one still signs (default: a day)', wholeNumber(0, 2_592_000))
    .option(...secretFile)
    .action((id: string, options: RotateOptions, command: Command) => rotate(contextOf(command), id, options));
  for (const [name, run, what] of [
    ['disable', disable, 'keep events back until it is enabled'],
    ['enable', enable, 'send what was kept back, and go on'],
    ['remove', remove, 'send nothing more to an endpoint, and forget it'],
  ] as const) {
    hooks
      .command(name)
      .summary(what)
      .argument(...endpoint)
      .action((id: string, _: object, command: Command) => run(contextOf(command), id));
  }
}

function addDeliveries(hooks: Command): void {
  hooks
    .command('test')
    .summary('send a test event, and see what comes of it')
    .description('Sends a test event to an endpoint, and waits for what its receiver answers.')
    .argument(...endpoint)
    .option('--timeout <seconds>', 'stay no longer than this', wholeNumber(1, 600), 60)
    .action((id: string, options: { timeout: number }, command: Command) =>
      test(contextOf(command), id, options.timeout),
    );
  hooks
    .command('log')
    .summary('what was sent to an endpoint')
    .description('What was sent to an endpoint and what it answered, the newest event first.')
    .argument(...endpoint)
    .option('--limit <n>', 'at most so many', wholeNumber(1, 200), 20)
    .action((id: string, { limit }: { limit: number }, command: Command) => log(contextOf(command), id, limit));
  hooks
    .command('redeliver')
    .summary('send one event again')
    .argument(...endpoint)
    .argument('<event>', 'id of the event')
    .action((id: string, event: string, _: object, command: Command) => redeliver(contextOf(command), id, event));
  hooks
    .command('replay')
    .summary('send the events of a time again')
    .description('Sends the events of a range of time again, at a set pace, and shows how far it is.')
    .argument(...endpoint)
    .requiredOption('--since <time>', 'from this time on: a time, a day, or how long ago such as 12h', time)
    .option('--until <time>', 'up to this time (default: now)', time)
    .option('--event <type>', 'only events of this type; may be repeated', repeated)
    .option('--only-failed', 'only what used up its attempts')
    .option('--rate <n>', 'events a second', wholeNumber(1, 1_000), 10)
    .option('--no-wait', 'do not stay until it is done')
    .action((id: string, options: ReplayOptions, command: Command) => replay(contextOf(command), id, options));
}
