import { answerOf, type Schemas } from '@wetread/client';
import { type Command, Option } from 'commander';
import { type Context, contextOf } from '../context.ts';
import { styled, when } from '../output.ts';
import { intoFile } from '../secret-file.ts';
import { renderFields } from '../table.ts';
import { later, repeatedOf, wholeNumber } from './arguments.ts';

type Scope = Schemas['NewApiKey']['scopes'][number];

const scopes = ['ingest', 'read', 'chat', 'webhooks', 'identity', 'admin'];
const secretFile = [
  '--to <file>',
  'write the key into this file, readable by you alone, instead of printing it',
] as const;

export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .summary('API keys')
    .description('API keys of the tenant. They need a key with the scope admin.');
  keys
    .command('list')
    .summary('list the keys')
    .description('Lists the keys by their first characters, with what they open and when they were last used.')
    .action((_: object, command: Command) => list(contextOf(command)));
  keys
    .command('add')
    .summary('issue a key')
    .description('Issues a key, which is shown this once.')
    .argument('<name>', 'for people, such as "PACS bridge"')
    .addOption(
      new Option('--scope <scope>', 'what it opens; may be repeated')
        .choices(scopes)
        .argParser(repeatedOf(scopes))
        .makeOptionMandatory(),
    )
    .option('--expires <time>', 'when it ends: a time, a day, or how long from now such as 90d', later)
    .option(...secretFile)
    .action((name: string, options: AddOptions, command: Command) => add(contextOf(command), name, options));
  keys
    .command('rotate')
    .summary('issue the successor of a key')
    .description('Issues the successor of a key. The old one works on for the overlap.')
    .argument('<key>', 'id of the key')
    .option('--overlap <seconds>', 'how long the old key still works (default: a day)', wholeNumber(0, 2_592_000))
    .option(...secretFile)
    .action((id: string, options: RotateOptions, command: Command) => rotate(contextOf(command), id, options));
  keys
    .command('revoke')
    .summary('end a key')
    .description('Ends a key, everywhere within ten seconds.')
    .argument('<key>', 'id of the key')
    .action((id: string, _: object, command: Command) => revoke(contextOf(command), id));
}

interface AddOptions {
  readonly scope: Scope[];
  readonly expires?: string;
  readonly to?: string;
}

interface RotateOptions {
  readonly overlap?: number;
  readonly to?: string;
}

async function list({ api, output, reading }: Context): Promise<void> {
  const answer = await answerOf(() => api.GET('/v1/api-keys'), reading);
  const rows = answer.keys.map(({ id, name, prefix, scopes: open, createdAt, expiresAt, lastUsedAt, replacedBy }) => [
    id,
    name,
    `${prefix}…`,
    open.join(' '),
    when(createdAt),
    when(lastUsedAt),
    replacedBy ? `${when(expiresAt)} (rotated)` : when(expiresAt),
  ]);
  output.table(answer, ['KEY', 'NAME', 'BEGINS', 'SCOPES', 'MADE', 'LAST USED', 'ENDS'], rows, 'There is no key.');
}

async function add(context: Context, name: string, { scope, expires, to }: AddOptions): Promise<void> {
  const body = { name, scopes: scope, ...(expires !== undefined && { expiresAt: expires }) };
  const issue = () => answerOf(() => context.api.POST('/v1/api-keys', { body }));
  show(context, await intoFile(to, issue, ({ key }) => key), to);
}

async function rotate(context: Context, id: string, { overlap, to }: RotateOptions): Promise<void> {
  const body = (overlap === undefined ? {} : { overlapSeconds: overlap }) as Schemas['ApiKeyRotation'];
  const params = { path: { id } };
  const issue = () => answerOf(() => context.api.POST('/v1/api-keys/{id}/rotate', { params, body }));
  const rotated = await intoFile(to, issue, (made) => made.new.key);
  show(context, rotated.new, to);
  context.output.note(`The old key ${rotated.old.prefix}… ends ${when(rotated.old.expiresAt)}.`);
}

/** The one time a key is seen. */
function show({ output }: Context, { key, ...rest }: Schemas['CreatedApiKey'], to: string | undefined): void {
  output.result(to === undefined ? { ...rest, key } : { ...rest, keyFile: to }, () =>
    renderFields([
      ['Key', rest.id],
      ['Name', rest.name],
      ['Scopes', rest.scopes.join(' ')],
      ['Ends', rest.expiresAt && when(rest.expiresAt)],
      ['Secret', to === undefined ? styled('bold', key) : `in ${to}`],
    ]),
  );
  if (to === undefined) output.note('It is shown this once.');
}

async function revoke({ api, output }: Context, id: string): Promise<void> {
  await answerOf(() => api.DELETE('/v1/api-keys/{id}', { params: { path: { id } } }));
  output.result({ id, revoked: true }, () => `${id} is revoked.`);
}
