import { answerOf, type Schemas } from '@wetread/client';
import { type Command, Option } from 'commander';
import { type Context, contextOf } from '../context.ts';
import { when } from '../output.ts';
import { repeatedOf } from './arguments.ts';

type Deidentification = Schemas['Deidentification'];

const retainable: Deidentification['retain'] = ['uids', 'device', 'institution', 'patient_characteristics'];

export function addTenants(program: Command): void {
  const tenants = program
    .command('tenants')
    .summary('tenants of the installation')
    .description('The tenants of the installation. They need an admin key of the operator.');
  tenants
    .command('list')
    .summary('list the tenants')
    .description('Lists the tenants, and how their files are de-identified.')
    .action((_: object, command: Command) => list(contextOf(command)));
  tenants
    .command('deidentify')
    .summary('say how the files of a tenant are de-identified')
    .description(
      'Has the files of a tenant de-identified before they are stored, from ten seconds after on, as PS3.15 Annex E says. What is ' +
        'not named is not retained. What is stored stays as it is.',
    )
    .argument('<tenant>', 'id of the tenant')
    .addOption(
      new Option('--dates <how>', 'remove them, shift them by days of each patient, or keep them')
        .choices(['remove', 'shift', 'keep'])
        .default('remove'),
    )
    .addOption(
      new Option('--retain <what>', 'leave it in; may be repeated')
        .choices(retainable)
        .argParser(repeatedOf(retainable)),
    )
    .option('--clean-descriptors', 'keep words of radiography in descriptions, instead of nothing')
    .option('--off', 'store files as they come')
    .action((tenant: string, options: DeidentifyOptions, command: Command) =>
      deidentify(contextOf(command), tenant, options),
    );
}

interface DeidentifyOptions {
  readonly dates: Deidentification['dates'];
  readonly retain?: Deidentification['retain'];
  readonly cleanDescriptors?: true;
  readonly off?: true;
}

async function list({ api, output, reading }: Context): Promise<void> {
  const answer = await answerOf(() => api.GET('/v1/tenants'), reading);
  const rows = answer.tenants.map(({ id, name, createdAt, suspendedAt, deidentification }) => [
    id,
    name,
    when(createdAt),
    suspendedAt ? `suspended ${when(suspendedAt)}` : 'active',
    inWords(deidentification),
  ]);
  output.table(answer, ['TENANT', 'NAME', 'MADE', 'STATE', 'DE-IDENTIFIED'], rows, 'There is no tenant.');
}

async function deidentify(context: Context, id: string, options: DeidentifyOptions): Promise<void> {
  const { dates, retain = [], cleanDescriptors = false, off } = options;
  // Attributes that a tenant calls safe are set by the API, and stay.
  const params = { path: { id } };
  const before = await answerOf(() => context.api.GET('/v1/tenants/{id}', { params }), context.reading);
  const safePrivate = before.deidentification?.safePrivate ?? [];
  const body = { deidentification: off ? null : { dates, retain, cleanDescriptors, safePrivate } };
  const answer = await answerOf(() => context.api.PATCH('/v1/tenants/{id}', { params, body }));
  context.output.result(answer, () => `${answer.id}: ${inWords(answer.deidentification)}`);
}

function inWords(options: Deidentification | undefined): string {
  if (!options) return 'no';
  const { dates, retain, cleanDescriptors, safePrivate } = options;
  return [
    `dates ${{ remove: 'removed', shift: 'shifted', keep: 'kept' }[dates]}`,
    ...(retain.length > 0 ? [`retained: ${retain.join(', ')}`] : []),
    ...(cleanDescriptors ? ['descriptions cleaned'] : []),
    ...(safePrivate.length > 0 ? [`${safePrivate.length} private attributes kept`] : []),
  ].join('; ');
}
