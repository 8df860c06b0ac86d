import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { interruption } from '../context.ts';
import { Failure } from '../failure.ts';
import { Output } from '../output.ts';
import { type GlobalOptions, localHome } from '../settings.ts';
import { renderFields } from '../table.ts';
import { wholeNumber } from './arguments.ts';

interface UpOptions extends GlobalOptions {
  readonly port: number;
  readonly dicomPort: number;
  readonly home?: string;
  readonly bundle?: string;
}

export function addUp(program: Command): void {
  program
    .command('up')
    .summary('start everything on this machine until Ctrl-C')
    .description('Starts Redis and all services on this machine, and stays until Ctrl-C, which drains them.')
    .option('--port <n>', 'port of the API', wholeNumber(0, 65_535), 8080)
    .option('--dicom-port <n>', 'port of the DICOM listener; 0 takes a free one', wholeNumber(0, 65_535), 11112)
    .option('--home <folder>', 'where its state is kept (default: .wetread in the checkout, or WETREAD_HOME)')
    .option('--bundle <folder>', 'model bundle (default: the demonstration bundle, or BUNDLE_PATH)')
    .action((_: object, command: Command) => up(command.optsWithGlobals()));
}

async function up({ port, dicomPort, home, bundle, ...options }: UpOptions): Promise<void> {
  const output = new Output(options);
  const signal = interruption();
  const dataFolder = home === undefined ? localHome() : resolve(home);
  // The services are many modules; only this command needs them.
  const { Stack, demoBundle } = await import('@wetread/stack');
  output.note('Starting Redis, encoder, llm, ingest and gateway …');
  const stack = await Stack.start({
    dataFolder,
    bundleFolder: bundle === undefined ? demoBundle : resolve(bundle),
    ...(port > 0 && { port }),
    ...(dicomPort > 0 && { dicomPort }),
    say: (line) => output.note(line),
  });
  const told = { url: stack.url, dicomPort: stack.dicomPort, keyFile: join(dataFolder, 'api-key'), state: dataFolder };
  if (!signal.aborted) output.result(told, () => renderUp(told));
  await new Promise<void>((ended) => {
    if (signal.aborted) ended();
    signal.addEventListener('abort', () => ended());
  });
  output.note('Draining …');
  const unclean = await stack.stop();
  if (unclean.length > 0)
    throw new Failure(`These did not end cleanly: ${unclean.join(', ')}.`, {
      hint: `See the logs in ${dataFolder}/logs.`,
    });
}

function renderUp({
  url,
  dicomPort,
  keyFile,
  state,
}: {
  url: string;
  dicomPort: number;
  keyFile: string;
  state: string;
}) {
  const fields = renderFields([
    ['Address', url],
    ['DICOMweb', `${url}/dicomweb`],
    ['DICOM', `WETREAD@localhost:${dicomPort} (C-ECHO, C-STORE)`],
    ['API', `${url}/openapi.json`],
    ['API key', `in ${keyFile}`],
    ['State', state],
  ]);
  return `Wetread is up.\n\n${fields}\n\nCtrl-C drains and stops.`;
}
