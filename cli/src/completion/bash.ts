import { type Described, flatten } from './described.ts';

/** The words so far name a command; what may follow it is known beforehand. */
export function bashScript(program: Described): string {
  const commands = flatten(program);
  const valued = [
    ...new Set(
      commands
        .flatMap(({ options }) => options)
        .filter(({ takesValue }) => takesValue)
        .map(({ flag }) => flag),
    ),
  ];
  return `# bash completion for wetread
_wetread() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" path="wetread" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="$path \${COMP_WORDS[i]}"
    case "$word" in
      ${commands
        .slice(1)
        .map(({ path }) => `"${path}"`)
        .join(' | ')}) path="$word" ;;
    esac
  done
  COMPREPLY=()
  case "$path $previous" in
${optionCases(commands)}
  esac
  case "$previous" in
    ${valued.join(' | ')}) return ;;
  esac
  case "$path" in
${commands.map(commandCase).join('\n')}
  esac
}
complete -F _wetread wetread
`;
}

function optionCases(commands: readonly Described[]): string {
  return commands
    .flatMap(({ path, options }) =>
      options.flatMap(({ flag, values, paths }) => {
        if (paths)
          return [`    "${path} ${flag}") compopt -o filenames; COMPREPLY=($(compgen -f -- "$current")); return ;;`];
        return values.length > 0
          ? [`    "${path} ${flag}") COMPREPLY=($(compgen -W "${values.join(' ')}" -- "$current")); return ;;`]
          : [];
      }),
    )
    .join('\n');
}

function commandCase({ path, commands, options, values, paths }: Described): string {
  const words = [...commands.map(({ name }) => name), ...values];
  const flags = options.map(({ flag }) => flag).join(' ');
  const rest = paths
    ? 'compopt -o filenames; COMPREPLY=($(compgen -f -- "$current"))'
    : `COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current"))`;
  return `    "${path}")
      if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "${flags}" -- "$current")); else ${rest}; fi ;;`;
}
