import { type Described, type DescribedOption, flatten } from './described.ts';

export function fishScript(program: Described): string {
  return `# fish completion for wetread
complete -c wetread -f
${flatten(program).flatMap(commandLines).join('\n')}
`;
}

/** A condition that holds where the words so far name the command and none below it. */
function condition({ path, commands }: Described): string {
  const words = path.split(' ').slice(1);
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = commands.map(({ name }) => name);
  const none = below.length > 0 ? [`not __fish_seen_subcommand_from ${below.join(' ')}`] : [];
  return [...seen, ...none].join('; and ');
}

function commandLines(command: Described): string[] {
  const { commands, options, values, paths } = command;
  const where = `complete -c wetread -n ${quoted(condition(command) || 'true')}`;
  return [
    ...commands.map(({ name, summary }) => `${where} -a ${name} -d ${quoted(summary)}`),
    ...values.map((value) => `${where} -a ${value}`),
    ...(paths ? [`${where} -F`] : []),
    ...options.map((option) => `${where} ${optionWords(option)}`),
  ];
}

function optionWords({ flag, summary, takesValue, values, paths }: DescribedOption): string {
  const told = `-l ${flag.replace(/^--/, '')} -d ${quoted(summary)}`;
  if (!takesValue) return told;
  return `${told} ${paths ? '-r -F' : values.length > 0 ? `-x -a ${quoted(values.join(' '))}` : '-x'}`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
