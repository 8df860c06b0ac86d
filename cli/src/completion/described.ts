import type { Command, Option } from 'commander';

/** What a shell needs to know of a command. */
export interface Described {
  /** Such as `wetread hooks add`. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Described[];
  readonly options: readonly DescribedOption[];
  /** Values of its first argument, where there is a list of them. */
  readonly values: readonly string[];
  /** Whether it takes paths. */
  readonly paths: boolean;
}

export interface DescribedOption {
  readonly flag: string;
  readonly summary: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
  readonly paths: boolean;
}

/** The whole tree, read from the commands themselves, so that completion knows every one. */
export function describeProgram(program: Command): Described {
  const global = program.options.map(describeOption);
  return describe(program, '', global);
}

function describe(command: Command, above: string, global: readonly DescribedOption[]): Described {
  const path = `${above} ${command.name()}`.trim();
  const first = command.registeredArguments[0];
  const own = above === '' ? [] : command.options.map(describeOption);
  return {
    path,
    name: command.name(),
    summary: command.summary() || firstSentence(command.description()),
    commands: command.commands.map((child) => describe(child, path, global)),
    options: [...own, ...global, help],
    values: first?.argChoices ?? [],
    paths: /file|folder/.test(first?.name() ?? ''),
  };
}

function describeOption(option: Option): DescribedOption {
  return {
    flag: option.long ?? option.flags,
    summary: option.description,
    takesValue: option.required || option.optional,
    values: option.argChoices ?? [],
    paths: /<(file|folder)>/.test(option.flags),
  };
}

const help: DescribedOption = { flag: '--help', summary: 'show help', takesValue: false, values: [], paths: false };

const firstSentence = (text: string): string => text.split(/(?<=[.:])\s/)[0]?.replace(/[.:]$/, '') ?? '';

/** A command and all below it. */
export const flatten = (command: Described): Described[] => [command, ...command.commands.flatMap(flatten)];
