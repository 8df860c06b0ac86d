import { type Command, Option } from 'commander';
import { type Context, contextOf } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import type { Output } from '../output.ts';
import { inLanes, sideBySide } from '../side-by-side.ts';
import { Ends } from '../submit/await-ends.ts';
import { findFiles } from '../submit/files.ts';
import { SubmitReport } from '../submit/report.ts';
import { Sender, type SendOptions } from '../submit/send.ts';
import { timeLimit } from '../time-limit.ts';
import { pair, seconds, wholeNumber } from './arguments.ts';

interface SubmitOptions extends SendOptions {
  readonly wait?: boolean;
  readonly together?: boolean;
  readonly concurrency: number;
  readonly timeout?: number;
}

export function addSubmit(program: Command): void {
  program
    .command('submit')
    .summary('send files and folders, and wait for their summaries')
    .description(
      'Sends DICOM, PNG or JPEG files, and folders of them. Each picture is a study of its own; a DICOM file belongs to the study that it names.',
    )
    .argument('<files...>', 'files and folders')
    .option('--wait', 'stay until every study has ended, and print the summaries')
    .option('--timeout <seconds>', 'with --wait: stay no longer than this', seconds)
    .option('--together', 'send all files in one request, so that its pictures are one study')
    .addOption(new Option('--priority <priority>', 'how soon they are read').choices(['routine', 'urgent']))
    .option('--patient-id <id>', 'patient that pictures belong to')
    .option('--metadata <key=value>', 'kept with the studies; may be repeated', pair)
    .option('--concurrency <n>', 'requests at once', wholeNumber(1, 64), 4)
    .option('--attempts <n>', 'attempts a file, while the gateway is busy', wholeNumber(1, 1_000), 10)
    .addHelpText('after', '\nExample:\n  wetread submit --wait --priority urgent chest.dcm night/')
    .action(async (paths: string[], options: SubmitOptions, command: Command) => {
      process.exitCode = await submit(contextOf(command), paths, options);
    });
}

async function submit(context: Context, paths: readonly string[], options: SubmitOptions): Promise<ExitCode> {
  const { output } = context;
  const files = await filesToSend(output, paths);
  const requests = options.together ? [files] : files.map((file) => [file]);
  const report = new SubmitReport(output, requests.length, options.wait ?? false);
  const ends = new Ends(context, (end) => report.ended(end));
  const sender = new Sender(context, options);
  const sendAll = async (signal: AbortSignal) => {
    await inLanes(requests, options.concurrency, signal, async (request) => {
      const sent = await sender.send(request);
      for (const study of sent.studies) ends.add(study);
      report.sent(sent);
    });
    ends.seal();
  };
  const limit = timeLimit(options.timeout, () => `${ends.open.length} studies had not ended`);
  try {
    const outer = AbortSignal.any([context.signal, limit.signal]);
    await sideBySide(outer, options.wait ? [sendAll, (signal) => ends.watch(signal)] : [sendAll]);
  } finally {
    limit.stop();
    report.stop();
  }
  report.total();
  return report.exitCode;
}

async function filesToSend(output: Output, paths: readonly string[]): Promise<string[]> {
  const { files, leftOut } = await findFiles(paths);
  if (leftOut.length > 0) {
    const some = leftOut.slice(0, 3).join(', ') + (leftOut.length > 3 ? ', …' : '');
    output.warn(`Left out of folders, as neither DICOM nor PNG nor JPEG: ${leftOut.length} files (${some}).`);
  }
  if (files.length > 0) return files;
  throw usage('There is no file to send.', 'Name files, or folders that hold DICOM, PNG or JPEG.');
}
