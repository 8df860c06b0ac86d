import { type Described, type DescribedOption, flatten } from './described.ts';

export function zshScript(program: Described): string {
  return `#compdef wetread
# zsh completion for wetread
${flatten(program).map(commandFunction).join('\n\n')}

# Found in fpath, this file is the function's body at its first call; sourced, it names the function to the shell.
if [[ $funcstack[1] == _wetread ]]; then _wetread "$@"; else compdef _wetread wetread; fi
`;
}

const functionOf = (path: string): string => `_${path.replaceAll(/[ -]/g, '_')}`;

function commandFunction(command: Described): string {
  const { path, commands, options, values, paths } = command;
  const specs = options.map((option) => `    ${quoted(optionSpec(option))}`);
  if (commands.length === 0) {
    const rest = paths ? `'*:file:_files'` : values.length > 0 ? `'1:value:(${values.join(' ')})'` : `'*: :'`;
    return `${functionOf(path)}() {\n  _arguments \\\n${[...specs, `    ${rest}`].join(' \\\n')}\n}`;
  }
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`);
  const cases = commands.map((child) => `    ${child.name}) ${functionOf(child.path)} ;;`);
  return `${functionOf(path)}() {
  local curcontext="$curcontext" line state
  _arguments -C \\
${[...specs, `    '1:command:->command'`, `    '*::argument:->argument'`].join(' \\\n')}
  case $state in
    command)
      local -a below=(
${names.map((name) => `    ${name}`).join('\n')}
      )
      _describe command below ;;
    argument)
      case $line[1] in
${cases.map((one) => `    ${one}`).join('\n')}
      esac ;;
  esac
}`;
}

function optionSpec({ flag, summary, takesValue, values, paths }: DescribedOption): string {
  const told = `${flag}[${summary.replaceAll(/[[\]]/g, '')}]`;
  if (!takesValue) return told;
  return `${told}:value:${paths ? '_files' : values.length > 0 ? `(${values.join(' ')})` : ' '}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
