import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { renderFields } from '../table.ts';

export function addConfig(program: Command): void {
  program
    .command('config')
    .summary('show which settings are in force, and where each comes from')
    .description('Shows which settings are in force and where each comes from. A key itself is never shown.')
    .action((_: object, command: Command) => {
      const { output, settings } = contextOf(command);
      const { url, urlSource, keySource, configFile } = settings;
      output.result({ url, urlSource, keySource: keySource ?? null, configFile }, () =>
        renderFields([
          ['Gateway', `${url}  (from ${urlSource})`],
          ['API key', keySource ? `set  (from ${keySource})` : 'none'],
          ['Configuration', configFile],
        ]),
      );
    });
}
