import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  getStudy,
  getSummary,
  type Refusal,
  registerReceiver,
  type StudyAnswer,
  settled,
  stow,
  upload,
} from './client.ts';
import { demoBundle } from './places.ts';
import { WebhookReceiver } from './receiver.ts';
import { Stack } from './stack.ts';
import { type DemoFile, demoFile, sampleFiles } from './studies.ts';

/** `npm run demo [-- FILE…]`: the whole way of a few studies, on this machine, from nothing to verified webhooks. */

const say = (line = ''): void => console.log(line);

interface Sent {
  readonly file: DemoFile;
  readonly study: string;
}

async function main(paths: readonly string[]): Promise<void> {
  const files = paths.length > 0 ? await Promise.all(paths.map(demoFile)) : await sampleFiles(demoBundle);
  const dataFolder = await mkdtemp(join(tmpdir(), 'wetread-demo-'));
  const receiver = await WebhookReceiver.start();
  let stack: Stack | undefined;
  // Ctrl-C ends the wait at the next look; the finally block below then stops what was started.
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => interrupted.abort(new Error('interrupted')));
  }
  try {
    say('Starting Redis, encoder, llm, ingest and gateway …');
    stack = await Stack.start({ dataFolder, bundleFolder: demoBundle, say, env: { ingest: { QUIET_MS: '1000' } } });
    say(`Ready at ${stack.url}\n`);
    await registerReceiver(stack, receiver);
    const sent = (await Promise.all(files.map((file) => send(stack as Stack, file)))).flat();
    await watch(stack, sent, interrupted.signal);
    for (const item of sent) await report(stack, receiver, item);
    const unverified = sent.filter(({ study }) => !ended(receiver, study)?.verified);
    if (unverified.length > 0) throw new Error(`${unverified.length} studies had no verified webhook.`);
    say('Every study ended with a webhook whose signature was verified.');
  } finally {
    await stack?.stop();
    await receiver.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function send(stack: Stack, file: DemoFile): Promise<Sent[]> {
  if (file.kind === 'dicom') {
    const { status, dataset } = await stow(stack, [file.bytes]);
    const study = studyOf(dataset);
    say(`  ${file.name}: STOW-RS answered ${status}`);
    if (study !== undefined) return [{ file, study }];
  }
  // What is not DICOM, or was refused by STOW-RS, goes by the form, whose answer names the study and the reason.
  const { status, answer } = await upload(stack, [{ name: file.name, bytes: file.bytes }]);
  say(`  ${file.name}: upload answered ${status}`);
  return answer.studies.map(({ id }) => ({ file, study: id }));
}

/** The study's UID is the last part of the RetrieveURL (0008,1190). */
function studyOf(dataset: Record<string, unknown>): string | undefined {
  const url = (dataset['00081190'] as { Value?: string[] } | undefined)?.Value?.[0];
  return url?.split('/').at(-1);
}

async function watch(stack: Stack, sent: readonly Sent[], signal: AbortSignal): Promise<void> {
  const last = new Map<string, string>();
  await Promise.all(
    sent.map(async ({ file, study }) => {
      const done = settled(stack, study);
      let over = false;
      void done.finally(() => (over = true)).catch(() => undefined);
      while (!over) {
        signal.throwIfAborted();
        const { status } = await getStudy(stack, study);
        if (last.get(study) !== status) say(`  ${file.name}: ${status}`);
        last.set(study, status);
        await sleep(150);
      }
      const { status } = await done;
      if (last.get(study) !== status) say(`  ${file.name}: ${status}`);
    }),
  );
}

async function report(stack: Stack, receiver: WebhookReceiver, { file, study }: Sent): Promise<void> {
  const webhook = await waitForWebhook(receiver, study);
  const answer = await getStudy(stack, study);
  say(`\n── ${file.name} ── study ${study}`);
  if (answer.status === 'summarized') await printSummary(stack, study);
  else say(`${answer.status}: ${answer.refusals.map(explain).join(' ') || 'see the log of the llm service'}`);
  say(
    `Webhook   ${webhook ? `${webhook.type} ${webhook.id}, signature ${webhook.verified ? 'verified' : 'WRONG'}` : 'none came'}`,
  );
  say(`Time      ${stages(answer)}`);
}

async function printSummary(stack: Stack, study: string): Promise<void> {
  const summary = await getSummary(stack, study);
  say(wrap('Findings  ', summary.findings));
  if (summary.impression) say(wrap('Impression', summary.impression));
  say(wrap('Notice    ', summary.notice));
  say(`Made by   ${summary.bundle.name} ${summary.bundle.version} (${summary.bundle.digest.slice(0, 12)})`);
}

const explain = ({ code, sentence }: Refusal): string => `${sentence} (${code})`;

const ended = (receiver: WebhookReceiver, study: string) =>
  receiver.events().find((event) => event.type !== 'study.received' && event.data.study === study);

async function waitForWebhook(receiver: WebhookReceiver, study: string) {
  for (let waited = 0; waited < 15_000 && !ended(receiver, study); waited += 100) await sleep(100);
  return ended(receiver, study);
}

function stages({ timings }: StudyAnswer): string {
  const milliseconds = Object.entries(timings).filter(
    ([name, value]) => name.endsWith('Ms') && typeof value === 'number',
  );
  return milliseconds.map(([name, value]) => `${name.slice(0, -2)} ${Math.round(value as number)} ms`).join(' · ');
}

function wrap(label: string, text: string, width = 96): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, i) => `${i === 0 ? label : ' '.repeat(label.length)} ${line}`).join('\n');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`\nThe demo failed: ${(error as Error).message}`);
  process.exitCode = 1;
}
