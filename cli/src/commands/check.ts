import { answerOf, createWetreadClient } from '@wetread/client';
import type { Command } from 'commander';
import { type Context, contextOf } from '../context.ts';
import { Failure } from '../failure.ts';
import { type Delivery, Listener } from '../listen/listener.ts';
import { register, unregister } from '../listen/registration.ts';
import { Sender } from '../submit/send.ts';
import { timeLimit } from '../time-limit.ts';
import { seconds, wholeNumber } from './arguments.ts';

interface CheckOptions {
  readonly host: string;
  readonly port: number;
  readonly publicUrl?: string;
  readonly timeout: number;
}

/** Events after which nothing more comes of a study. */
const ends = ['study.summarized', 'study.refused', 'study.failed'];

export function addCheck(program: Command): void {
  program
    .command('check')
    .summary('try an installation: a study in, its signed webhook out')
    .description(
      'Registers a webhook endpoint here, sends a study, waits until its summary is told by a webhook that verifies, reads the summary, and takes study and endpoint away again.',
    )
    .argument('<file>', 'a radiograph: DICOM, PNG or JPEG')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .option('--public-url <url>', 'the address under which the gateway reaches this')
    .option('--timeout <seconds>', 'give up after this', seconds, 300)
    .addHelpText(
      'after',
      '\nExample:\n  wetread check --host 0.0.0.0 --port 8088 --public-url http://10.1.2.3:8088/ chest.png',
    )
    .action((file: string, options: CheckOptions, command: Command) => check(contextOf(command), file, options));
}

async function check(context: Context, file: string, options: CheckOptions): Promise<void> {
  const arrivals = new Arrivals();
  const listener = await Listener.start({ ...options, answer: 204, told: (delivery) => arrivals.add(delivery) });
  const limit = timeLimit(options.timeout, () => `No webhook had come for the study ${arrivals.study ?? ''}`.trimEnd());
  const startedAt = performance.now();
  let endpoint: string | undefined;
  try {
    endpoint = await register(context, listener, { ...options, description: 'wetread check', event: ends });
    arrivals.study = await send(context, file);
    context.output.note(`Sent as study ${arrivals.study}; waiting for its webhook …`);
    const delivery = await arrivals.end(AbortSignal.any([context.signal, limit.signal]));
    const text = await summaryOf(context, arrivals.study, delivery);
    const tookSeconds = Math.round((performance.now() - startedAt) / 100) / 10;
    const result = { study: arrivals.study, event: delivery.id, type: delivery.type, seconds: tookSeconds, text };
    context.output.result(
      result,
      () => `The installation reads studies and tells of them (${tookSeconds} s).\n\n${text}`,
    );
  } finally {
    limit.stop();
    await cleanUp(context, endpoint, arrivals.study);
    await listener.stop();
  }
}

/** Webhooks that verify, those too that come before the study's number is known. */
class Arrivals {
  study: string | undefined;
  readonly #deliveries: Delivery[] = [];
  readonly #waiting: (() => void)[] = [];

  add(delivery: Delivery): void {
    if (!delivery.verified) return;
    this.#deliveries.push(delivery);
    for (const look of this.#waiting) look();
  }

  /** @throws what the signal was aborted with */
  end(signal: AbortSignal): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.#deliveries.find(({ body }) => studyOf(body) === this.study);
        if (found) resolve(found);
      };
      this.#waiting.push(look);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (signal.aborted) reject(signal.reason);
      look();
    });
  }
}

const studyOf = (body: unknown): unknown => (body as { data?: { study?: unknown } } | null)?.data?.study;

async function send(context: Context, file: string): Promise<string> {
  const { studies, outcome, refusals, error } = await new Sender(context, { attempts: 10 }).send([file]);
  const [study] = studies;
  if (outcome === 'accepted' && study) return study;
  const reason = error ?? refusals.map(({ sentence }) => sentence).join(' ');
  throw new Failure(`${file} was not taken: ${reason}`);
}

async function summaryOf({ api, reading }: Context, study: string, { type }: Delivery): Promise<string> {
  if (type !== 'study.summarized') throw new Failure(`The study ended otherwise: ${type}.`, { code: String(type) });
  const params = { path: { id: study } };
  const { text } = await answerOf(() => api.GET('/v1/studies/{id}/summary', { params }), reading);
  return text;
}

/** Also after Ctrl-C and where something failed, whose reason is told rather than what cannot be taken away then. */
async function cleanUp(context: Context, endpoint: string | undefined, study: string | undefined): Promise<void> {
  const api = createWetreadClient(context.settings);
  const params = { path: { id: study ?? '' } };
  const steps = [
    endpoint && unregister(context, endpoint),
    study && answerOf(() => api.DELETE('/v1/studies/{id}', { params })),
  ];
  for (const step of await Promise.allSettled(steps)) {
    if (step.status === 'rejected') context.output.warn(`Not everything could be taken away: ${step.reason}`);
  }
}
