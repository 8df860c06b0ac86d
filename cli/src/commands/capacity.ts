import { nightOf, nightWindow } from '@wetread/batches';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type GpuName, gpus } from '../capacity/figures.ts';
import { type Night, type Plan, planFor } from '../capacity/plan.ts';
import { usage } from '../failure.ts';
import { Output, styled } from '../output.ts';
import { renderTable } from '../table.ts';
import { day, positive, wholeNumber } from './arguments.ts';

interface Options {
  readonly studies: number;
  readonly from: string;
  readonly by: string;
  readonly timeZone: string;
  readonly night?: string;
  readonly gpu: GpuName;
  readonly images: number;
  readonly tokens: number;
  readonly megabytes: number;
  readonly spare: number;
}

export function addCapacity(program: Command): void {
  program
    .command('capacity')
    .summary('how large the pools must be')
    .description('Pool sizes for a night, from what was measured (docs/capacity.md) and published figures of GPUs.')
    .requiredOption('--studies <count>', 'studies of the night', wholeNumber(1, 10_000_000))
    .requiredOption('--by <time>', 'when the last summary is due, such as 06:30')
    .option('--from <time>', 'when the work begins', '22:00')
    .option('--time-zone <zone>', 'of both times: an IANA name', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option('--night <date>', 'the date of its start; nights differ where clocks change (default: the next one)', day)
    .addOption(new Option('--gpu <name>', 'what vLLM runs on').choices(Object.keys(gpus)).default('a100'))
    .option('--images <count>', 'images of a study that are read', positive, 1)
    .option('--tokens <count>', 'tokens of a summary', positive, 150)
    .option('--megabytes <size>', 'of an image as it is sent', positive, 10)
    .option('--spare <part>', 'part of the night kept for what goes wrong, such as 0.3', part, 0.3)
    .action((options: Options, command: Command) => print(new Output(command.optsWithGlobals()), options));
}

function part(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('It is a number from 0 to less than 1.');
}

function print(output: Output, options: Options): void {
  const seconds = secondsOf(options);
  const night: Night = {
    studies: options.studies,
    seconds,
    imagesAStudy: options.images,
    tokensAStudy: options.tokens,
    megabytesAnImage: options.megabytes,
    spare: options.spare,
  };
  const gpu = gpus[options.gpu];
  const plan = planFor(night, gpu);
  const assumed = assumptions(night, options.gpu);
  output.result({ ...plan, night, gpu, assumptions: assumed }, () => text(night, plan, assumed));
}

/** By the clocks of the place, which may go forward or back in that night. */
function secondsOf({ from, by, timeZone, night }: Options): number {
  const window = nightWindow.safeParse({ start: from, end: by, time_zone: timeZone });
  if (!window.success)
    throw usage(window.error.issues.map(({ message }) => `--from, --by, --time-zone: ${message}`).join('; '));
  let found = nightOf(window.data, night === undefined ? new Date() : new Date(Date.parse(night) - 86_400_000));
  while (night !== undefined && found.date < night) found = nightOf(window.data, found.closesAt);
  return (found.closesAt.getTime() - found.opensAt.getTime()) / 1_000;
}

function text(
  night: Night,
  { studiesASecond, pools, redisBytes, storageBytes }: Plan,
  assumed: readonly string[],
): string {
  const rows = pools.map(({ pool, load, unit, each, of, count }) => [
    pool,
    `${brief(load)} ${unit}/s`,
    `${brief(each)} per ${of}`,
    styled('bold', `${count} ${of}${count > 1 && of === 'core' ? 's' : ''}`),
  ]);
  const hours = night.seconds / 3_600;
  return [
    `${night.studies.toLocaleString('en')} studies in ${brief(hours)} h, ${night.spare * 100} % of it spare: ${brief(studiesASecond)} studies a second`,
    '',
    renderTable(['POOL', 'MUST DO', 'EACH DOES', 'NEEDS'], rows),
    '',
    `Redis ${brief(redisBytes / 1e6)} MB, object storage ${brief(storageBytes / 1e9)} GB more each night.`,
    '',
    'Assumed:',
    ...assumed.map((line) => `- ${line}`),
  ].join('\n');
}

function assumptions({ imagesAStudy, tokensAStudy, megabytesAnImage }: Night, name: GpuName): string[] {
  const { device, tokensASecond, source } = gpus[name];
  return [
    `${brief(imagesAStudy)} image(s) read and ${brief(tokensAStudy)} tokens written a study; ${brief(megabytesAnImage)} MB an image`,
    `a model of 7 billion parameters in 16 bit; ${brief(tokensASecond)} tokens/s on ${device} (${source})`,
    'processor times of two cores of an AMD EPYC (docs/capacity.md); the encoder on processors, not on a GPU',
    'studies that come at an even pace, or wait already when the night begins; urgent ones need the spare part',
    'one more pod of each kind keeps the service up while one is replaced',
  ];
}

const brief = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
