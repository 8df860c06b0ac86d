import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { type Context, contextOf } from '../context.ts';
import { usage } from '../failure.ts';
import { type Delivery, Listener } from '../listen/listener.ts';
import { register, unregister } from '../listen/registration.ts';
import { type Output, state, styled, when } from '../output.ts';
import { repeated, repeatedOf, signatureKinds, wholeNumber } from './arguments.ts';

interface ListenCommandOptions {
  readonly host: string;
  readonly port: number;
  readonly answer: number;
  readonly register?: boolean;
  readonly publicUrl?: string;
  readonly event?: string[];
  readonly signature?: string[];
  readonly secretFile?: string;
}

export function addListen(program: Command): void {
  program
    .command('listen')
    .summary('receive webhooks here, and verify and print each')
    .description(
      'Receives webhooks on this machine, verifies each by the Standard Webhooks rules, and prints it, until Ctrl-C. What is not verified is answered with 401.',
    )
    .option('--port <n>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--register', 'make an endpoint for this at the gateway, and remove it at the end')
    .option('--public-url <url>', 'with --register: the address under which the gateway reaches this')
    .option('--event <type>', 'with --register: only events of this type; may be repeated', repeated)
    .addOption(
      new Option('--signature <kind>', 'with --register: HMAC or Ed25519; both may be given')
        .choices(signatureKinds)
        .argParser(repeatedOf(signatureKinds)),
    )
    .option(
      '--secret-file <file>',
      'file with the secrets (whsec_…) or public keys (whpk_…) to verify with, or WETREAD_WEBHOOK_SECRET',
    )
    .option(
      '--answer <status>',
      'answer verified events with this HTTP status, to try what the gateway does then',
      wholeNumber(200, 599),
      204,
    )
    .action((options: ListenCommandOptions, command: Command) => listen(contextOf(command), options));
}

async function listen(context: Context, options: ListenCommandOptions): Promise<void> {
  const { output, signal } = context;
  const secrets = secretsOf(options);
  if (secrets.length === 0 && !options.register) {
    output.warn(
      'No secret was given, so nothing can be verified; --register makes an endpoint with one, --secret-file names one.',
    );
  }
  const listener = await Listener.start({ ...options, told: (delivery) => print(output, delivery) });
  listener.keys.push(...secrets);
  try {
    const endpoint = options.register
      ? await register(context, listener, { ...options, description: 'wetread listen' })
      : undefined;
    output.note(`Listening at ${listener.url}${endpoint ? ` as endpoint ${endpoint}` : ''}; Ctrl-C ends it.`);
    if (output.json) output.result({ listening: listener.url, endpoint: endpoint ?? null }, () => '');
    await ended(signal);
    if (endpoint) {
      await unregister(context, endpoint);
      output.note(`\nThe endpoint ${endpoint} is removed.`);
    }
  } finally {
    await listener.stop();
  }
}

function secretsOf({ secretFile }: ListenCommandOptions): string[] {
  const text = secretFile === undefined ? process.env.WETREAD_WEBHOOK_SECRET : readSecrets(secretFile);
  return (text ?? '').split(/\s+/).filter(Boolean);
}

function readSecrets(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usage(`${file} cannot be read: ${(error as Error).message}.`);
  }
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });

function print(output: Output, delivery: Delivery): void {
  output.result(delivery, () => {
    const { at, id, type, times, verified, by, reason, answered, body } = delivery;
    const verdict = verified ? `${state('verified')} (${by})` : `${state('unverified')}: ${reason}`;
    const again = times > 1 ? `, for the ${times}. time` : '';
    const data = (body as { data?: unknown } | null)?.data ?? body;
    const head = `${when(at)}  ${styled('bold', type ?? 'no event')}  ${verdict}, answered ${answered}${again}`;
    return `${head}\n  ${id ?? 'no webhook-id'}  ${JSON.stringify(data)}`;
  });
}
