import { type Bundle, loadBundle } from '@wetread/model';
import { registerReceiver, Stack, WebhookReceiver } from '@wetread/stack';
import { openStorage } from '@wetread/storage';
import { StudyStore } from '@wetread/studies';
import { freePort, type Memory, tempFolder } from '@wetread/testing';
import { type Answer, bareDecode, bareEncode, type Spent } from '../bare.ts';
import { cpuOfAll, inspected, memoryOfAll, type Service, services } from './processes.ts';
import { pictures, send } from './sending.ts';

/** One bundle through the whole system, and the bare compute of the same work after it. */

export const DECODE_BATCH = 16;

export interface Plan {
  /** Sent before: the compilers inside each process need some hundred studies of a small model until they have done their work. */
  readonly warmUp: number;
  readonly measured: number;
  /** Studies from the first measured one to the last look at memory; undefined where memory is left out. */
  readonly night?: number | undefined;
}

export interface Measured {
  readonly bundle: Bundle;
  readonly studies: number;
  readonly tokens: number;
  readonly seconds: number;
  /** Processor milliseconds a study, by process. */
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly bare: { readonly encode: Spent & { readonly batch: number }; readonly decode: Spent };
  readonly night?: {
    readonly studiesASecond: number;
    readonly early: Record<Service, Memory>;
    readonly late: Record<Service, Memory>;
  };
}

export async function measure(bundleFolder: string, plan: Plan): Promise<Measured> {
  const served = await serve(bundleFolder, plan);
  const bundle = await loadBundle(bundleFolder);
  const { answers, ...rest } = served;
  const bare = {
    encode: await bareEncode(bundle, plan.measured),
    decode: await bareDecode(bundle, answers, DECODE_BATCH),
  };
  const tokens = answers.reduce((sum, answer) => sum + answer.completion, 0);
  return { bundle, studies: plan.measured, tokens, ...rest, bare };
}

async function serve(bundleFolder: string, plan: Plan) {
  const ports = Object.fromEntries(await Promise.all(services.map(async (name) => [name, await freePort()])));
  const env = inspected(ports);
  const folder = await tempFolder('bench');
  const receiver = await WebhookReceiver.start();
  const stack = await Stack.start({
    dataFolder: folder.path,
    bundleFolder,
    env: { ...env, all: { LOG_LEVEL: 'warn' }, llm: { ...env.llm, MAX_BATCH: String(DECODE_BATCH) } },
  });
  try {
    await registerReceiver(stack, receiver);
    const bodies = await pictures();
    await send(stack, receiver, bodies, plan.warmUp);
    const before = cpuOfAll(stack);
    const { ids, seconds } = await send(stack, receiver, bodies, plan.measured);
    const after = cpuOfAll(stack);
    const used = Object.entries(after).map(([name, until]) => [name, until - before[name as Service]] as const);
    const cpuMs = Object.fromEntries(used.map(([name, s]) => [name, (s * 1000) / plan.measured]));
    const answers = await answersOf(stack, ids);
    if (plan.night === undefined) return { seconds, cpuMs, answers };
    const early = await memoryOfAll(stack, ports);
    const following = plan.night - plan.measured;
    const rest = await send(stack, receiver, bodies, following);
    const late = await memoryOfAll(stack, ports);
    return { seconds, cpuMs, answers, night: { studiesASecond: following / rest.seconds, early, late } };
  } finally {
    await stack.stop();
    await receiver.stop();
    await folder.remove();
  }
}

async function answersOf(stack: Stack, ids: readonly string[]): Promise<Answer[]> {
  const store = new StudyStore(await openStorage(stack.storageUrl));
  const answers: Answer[] = [];
  for (const study of ids) {
    const result = await store.findResultOf({ tenant: 'local', study }, 1);
    if (!result) throw new Error(`${study} has no result`);
    answers.push({ prompt: result.tokens.prompt, completion: result.tokens.completion });
  }
  return answers;
}
