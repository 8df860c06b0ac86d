import { Argument, type Command } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { describeProgram } from '../completion/described.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

const howTo = `
Put it where the shell reads it:
  bash  wetread completion bash > ~/.local/share/bash-completion/completions/wetread
  zsh   wetread completion zsh > "\${fpath[1]}/_wetread"
  fish  wetread completion fish > ~/.config/fish/completions/wetread.fish`;

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print the completion script of a shell')
    .description('Prints a script with which the shell completes commands, options and their values.')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(scripts)))
    .addHelpText('after', howTo)
    .action((shell: keyof typeof scripts) => {
      process.stdout.write(scripts[shell](describeProgram(program)));
    });
}
