import { Command } from 'commander';
import { addAsk } from './commands/ask.ts';
import { addBatch } from './commands/batch.ts';
import { addBundle } from './commands/bundle.ts';
import { addCapacity } from './commands/capacity.ts';
import { addCheck } from './commands/check.ts';
import { addCompletion } from './commands/completion.ts';
import { addConfig } from './commands/config.ts';
import { addDestinations } from './commands/destinations.ts';
import { addHooks } from './commands/hooks.ts';
import { addIdentity } from './commands/identity.ts';
import { addKeys } from './commands/keys.ts';
import { addListen } from './commands/listen.ts';
import { addNight } from './commands/night.ts';
import { addStudies } from './commands/studies.ts';
import { addSubmit } from './commands/submit.ts';
import { addSummary } from './commands/summary.ts';
import { addTenants } from './commands/tenants.ts';
import { addUp } from './commands/up.ts';
import { defaultUrl } from './settings.ts';

const closing = `
Each setting is taken from the first place that has it: a flag; the environment
(WETREAD_URL, WETREAD_KEY, WETREAD_KEY_FILE); the file
~/.config/wetread/config.json (or WETREAD_CONFIG) with "url" and "keyFile";
and for this machine the key of the local stack. "wetread config" shows them.

Exit status: 0 done, 1 failed, 2 wrong usage, 3 refused by the gateway,
4 gateway not reachable, 5 key missing or not allowed, 130 interrupted.`;

export function createProgram(): Command {
  const program = new Command('wetread')
    .description('Preliminary machine readings of chest radiographs: sends studies and gets their summaries.')
    .version('0.1.0')
    .option('--url <url>', `address of the gateway (default: ${defaultUrl})`)
    .option('--key-file <file>', 'file that holds the API key')
    .option('--config <file>', 'configuration file')
    .option('--json', 'print results as JSON, one a line')
    .option('--quiet', 'print results and errors only')
    .option('--no-color', 'no colours; so does NO_COLOR')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', closing)
    .showHelpAfterError('"wetread --help" lists the commands, "wetread COMMAND --help" explains one.')
    .exitOverride();
  const adders = [
    addUp,
    addSubmit,
    addStudies,
    addSummary,
    addIdentity,
    addAsk,
    addBatch,
    addNight,
    addHooks,
    addDestinations,
    addListen,
    addKeys,
    addTenants,
    addBundle,
    addCapacity,
    addCheck,
    addConfig,
  ];
  for (const add of adders) add(program);
  addCompletion(program);
  return program;
}
