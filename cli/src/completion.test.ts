import { execFileSync, spawnSync } from 'node:child_process';
import { runWetread } from '@wetread/testing';
import { describe, expect, it } from 'vitest';

const script = async (shell: string): Promise<string> => (await runWetread(['completion', shell])).stdout;
const has = (program: string): boolean => spawnSync(program, ['-c', 'true']).status === 0;

/** What bash offers after these words, the last of which is being written. */
function offered(source: string, ...words: string[]): string[] {
  const ask = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }; _wetread; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', `${source}\n${ask}`, 'bash', ...words], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

describe('completion of bash', () => {
  it('offers commands, those below them, options and their values', async () => {
    const source = await script('bash');
    expect(offered(source, 'wetread', 'su')).toEqual(['submit', 'summary']);
    expect(offered(source, 'wetread', 'hooks', '')).toContain('replay');
    expect(offered(source, 'wetread', 'submit', '--pri')).toEqual(['--priority']);
    expect(offered(source, 'wetread', 'submit', '--priority', '')).toEqual(['routine', 'urgent']);
    expect(offered(source, 'wetread', '--json', 'completion', 'f')).toEqual(['fish']);
  });
});

describe.each(['zsh', 'fish'])('completion of %s', (shell) => {
  it('names every command', async () => {
    const text = await script(shell);
    const help = (await runWetread(['--help'])).stdout;
    const commands = [...(help.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(8);
    for (const name of commands) if (name !== 'help') expect(text).toContain(name);
  });

  it.skipIf(!has(shell))('is read by the shell without a fault', async () => {
    const source =
      shell === 'zsh' ? `autoload -U compinit; compinit -u -D; ${await script(shell)}` : await script(shell);
    const { status, stderr } = spawnSync(shell, ['-c', source], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('completion in fish', () => {
  it.skipIf(!has('fish'))('offers commands, those below them, and values', async () => {
    const source = await script('fish');
    const ask = (line: string) =>
      execFileSync('fish', ['-c', `${source}\ncomplete -C '${line}'`], { encoding: 'utf8' }).split('\n');
    expect(ask('wetread su').map((offer) => offer.split('\t')[0])).toEqual(['submit', 'summary', '']);
    expect(ask('wetread hooks re').map((offer) => offer.split('\t')[0])).toContain('replay');
    expect(ask('wetread submit --priority ').map((offer) => offer.split('\t')[0])).toContain('urgent');
  });
});
