import { answerOf, retrying } from '@wetread/client';
import type { Command } from 'commander';
import { ask, type Message } from '../ask/stream.ts';
import { type Context, contextOf } from '../context.ts';
import { toFailure } from '../failure.ts';
import { type Output, styled, when, wrap } from '../output.ts';

interface AskOptions {
  readonly history?: boolean;
}

export function addAsk(program: Command): void {
  program
    .command('ask')
    .summary('ask a follow-up question about a study')
    .description(
      'Asks a follow-up question about the image of a study, after its summary and what was asked before, and prints the answer as it is written.',
    )
    .argument('<study>', 'Study Instance UID')
    .argument('[question...]', 'the question; without one, it is read from standard input')
    .option('--history', 'print what was asked and answered so far')
    .addHelpText('after', '\nExample:\n  wetread ask 2.25.1234 Is there a pleural effusion?')
    .action(async (study: string, words: string[], options: AskOptions, command: Command) => {
      const context = contextOf(command);
      if (options.history) await history(context, study);
      if (options.history && words.length === 0) return;
      await answer(context, study, words.join(' ') || (await textOf(process.stdin)));
    });
}

async function answer(context: Context, study: string, question: string): Promise<void> {
  const { output, reading } = context;
  let begun = false;
  const piece = (text: string) => {
    if (!output.json) output.write(begun ? text : text.trimStart());
    begun ||= text.trim() !== '';
  };
  // What was refused before its first word may be asked again.
  const attempt = () =>
    ask(context, study, question, piece).catch((error) => {
      if (begun && !output.json) output.write('\n');
      throw begun ? toFailure(error) : error;
    });
  const message = await retrying(attempt, { ...reading, idempotent: false });
  if (output.json) return output.result(message, () => '');
  output.write(begun ? '\n' : `${message.text}\n`);
  output.note(`\n${styled('dim', wrap(message.notice))}`);
}

async function history({ api, output, reading }: Context, study: string): Promise<void> {
  const params = { path: { id: study } };
  const answered = await answerOf(() => api.GET('/v1/studies/{id}/messages', { params }), reading);
  if (output.json) return output.result(answered, () => '');
  if (answered.messages.length === 0) output.note('Nothing was asked yet.');
  for (const message of answered.messages) printMessage(output, message);
}

function printMessage(output: Output, message: Message): void {
  output.result(
    message,
    () => `${when(message.askedAt)}  ${styled('bold', message.question)}\n${wrap(message.text, 2)}`,
  );
}

async function textOf(stream: NodeJS.ReadStream): Promise<string> {
  if (stream.isTTY) process.stderr.write('Question, then Ctrl-D: ');
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8').trim();
}
