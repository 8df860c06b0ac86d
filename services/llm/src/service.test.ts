import { eventId, jobId, jobTable } from '@wetread/contracts';
import { type Bundle, loadBundle } from '@wetread/model';
import { keys, type ResultRecord, type StudyRef, viewStudy } from '@wetread/studies';
import { waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoBundle } from './fixtures/prompts.ts';
import { type Process, startWorld, type World } from './fixtures/world.ts';

/** The service as a process, with a real encoder, Redis and storage. */

let world: World;
let bundle: Bundle;
let encoder: Process;
let llm: Process;
beforeAll(async () => {
  bundle = await loadBundle(demoBundle);
  world = await startWorld();
  [encoder, llm] = await Promise.all([world.startEncoder(), world.startLlm()]);
  await llm.ready();
});
afterAll(() => world.stop());

const findResult = (ref: StudyRef) => world.store.findResult(ref, 1, bundle.digest);
const resultOf = (ref: StudyRef): Promise<ResultRecord> =>
  waitFor(() => findResult(ref), { timeoutMs: 40_000, what: 'a result' });

/** Resolves when no study waits or is read. */
const idle = () =>
  waitFor(async () => Object.values(await world.queues.depth('study.summarize')).every((jobs) => jobs === 0), {
    timeoutMs: 40_000,
    what: 'an empty queue',
  });

async function read(ref: StudyRef): Promise<ResultRecord> {
  await world.summarize(ref);
  return resultOf(ref);
}

describe('a study', () => {
  it('gets a summary that says what made it (I7), and an event', async () => {
    const ref = await world.addStudy();
    const result = await read(ref);
    await idle();
    const { manifest, digest } = bundle;
    const revision = await world.store.findRevision(ref, 1);
    expect(result).toMatchObject({
      ...ref,
      revision: 1,
      preliminary: true,
      machineMade: true,
      notice: manifest.notice,
      bundle: { name: manifest.name, version: manifest.version, digest },
      prompt: { system: manifest.prompt.system, question: manifest.prompt.instructions[0] },
      decoding: { temperature: 0, seed: null, engine: 'onnx' },
      images: revision?.images,
    });
    expect(result.text.length).toBeGreaterThan(20);
    expect(result.tokens.completion).toBeGreaterThan(5);
    for (const ms of Object.values(result.timings)) expect(ms).toBeGreaterThanOrEqual(0);
    const event = await world.store.findEvent(
      'north',
      eventId('north', 'study.summarized', { ...ref, revision: 1 }, result.id),
    );
    expect(event?.data).toMatchObject({ study: ref.study, result: result.id, bundle: digest, preliminary: true });
    expect(
      (await world.queues.depth('event.publish')).prioritized + (await world.queues.depth('event.publish')).waiting,
    ).toBe(1);
  });

  it('read again keeps its first result (I3)', async () => {
    const ref = await world.addStudy();
    const first = await read(ref);
    await idle();
    await world.summarize(ref);
    await idle();
    expect(await findResult(ref)).toEqual(first);
  });

  it('told of by nobody is told of by the next run', async () => {
    const ref = await world.addStudy();
    const { id } = await read(ref);
    await idle();
    const event = eventId('north', 'study.summarized', { ...ref, revision: 1 }, id);
    await world.store.storage.delete(keys.eventKey('north', event));
    await world.summarize(ref);
    await idle();
    expect(await world.store.findEvent('north', event)).toBeDefined();
  });

  it('that is gone ends quietly (I4)', async () => {
    const ref = await world.addStudy();
    await world.store.deleteStudy(ref);
    await world.summarize(ref);
    await idle();
    for await (const { key } of world.store.storage.list(keys.studyPrefix(ref))) expect(key).toBeUndefined();
  });

  it('that a later revision stands for is left to that one', async () => {
    const ref = await world.addStudy();
    const revision = await world.store.findRevision(ref, 1);
    if (revision) await world.store.putRevision(ref, { ...revision, revision: 2 });
    await world.summarize(ref);
    await idle();
    expect(await findResult(ref)).toBeUndefined();
  });

  it('whose image is lost fails by name (I8), once', async () => {
    const ref = await world.addStudy({ withoutRender: true });
    await world.summarize(ref);
    await idle();
    expect(await world.store.findFailure(ref, 1)).toMatchObject({ code: 'not_found', bundle: bundle.digest });
    const event = await world.store.findEvent('north', eventId('north', 'study.failed', { ...ref, revision: 1 }));
    expect(event?.data).toMatchObject({ code: 'not_found' });
  });
});

it('a study waits for an encoder that is away', async () => {
  await encoder.stop();
  await waitFor(async () => (await fetch(`${llm.url}/readyz`)).status === 503, {
    what: 'the service to miss the encoder',
  });
  const ref = await world.addStudy();
  await world.summarize(ref);
  encoder = await world.startEncoder();
  await resultOf(ref);
});

describe('an encoder that is away for longer than all attempts', () => {
  const postponed = async (): Promise<number> => {
    const page = await (await fetch(`${llm.url}/metrics`)).text();
    const line = /wetread_llm_readings_postponed_total\{[^}]*code="encoder_unavailable"[^}]*\} (\d+)/.exec(page);
    return Number(line?.[1] ?? 0);
  };

  /** As after attempts of which one more is the last. */
  async function exhaust(ref: StudyRef): Promise<void> {
    await world.summarize(ref);
    const job = `bull:reading:${jobId('study.summarize', { ...ref, revision: 1 })}`;
    const { attempts } = jobTable['study.summarize'];
    await world.redis.hset(job, { atm: attempts - 1, ats: 3 * attempts });
  }

  it('costs no study, and nothing comes back of one that was deleted meanwhile', async () => {
    await llm.stop();
    await encoder.stop();
    const [kept, deleted] = [await world.addStudy(), await world.addStudy()];
    await exhaust(kept);
    await exhaust(deleted);
    llm = await world.startLlm({ OUTAGE_WAIT_MS: '200' });
    await waitFor(async () => (await postponed().catch(() => 0)) >= 6, { timeoutMs: 40_000, what: 'studies to wait' });
    expect((await viewStudy(world.store, kept))?.failure).toBeUndefined();
    await world.store.deleteStudy(deleted);
    encoder = await world.startEncoder();
    await resultOf(kept);
    await idle();
    expect(await findResult(deleted)).toBeUndefined();
    expect(await world.store.findFailure(deleted, 1)).toBeUndefined();
  });
});

it('metrics count studies and tokens', async () => {
  const text = await (await fetch(`${llm.url}/metrics`)).text();
  expect(text).toMatch(/wetread_llm_readings_total\{[^}]*outcome="summarized"[^}]*\} [1-9]/);
  expect(text).toMatch(/wetread_llm_tokens_total\{[^}]*kind="completion"[^}]*\} [1-9]/);
  expect(text).toMatch(/wetread_llm_first_token_seconds_count\{[^}]*work="reading"[^}]*\} [1-9]/);
});

describe('a process that is told to end', () => {
  /** Many studies, of which some are under way when `signal` comes; another process does the rest. */
  async function endAmidst(signal: NodeJS.Signals, env: Record<string, string>): Promise<number | null> {
    await llm.stop();
    const refs = await Promise.all(Array.from({ length: 40 }, () => world.addStudy()));
    await Promise.all(refs.map((ref) => world.summarize(ref)));
    const first = await world.startLlm(env);
    await Promise.any(refs.map(resultOf));
    const status = await first.stop(signal);
    expect((await Promise.all(refs.map(findResult))).filter((result) => !result).length).toBeGreaterThan(0);
    llm = await world.startLlm();
    for (const ref of refs) await resultOf(ref);
    await idle();
    for (const ref of refs) expect(await world.store.findFailure(ref, 1)).toBeUndefined();
    return status;
  }

  it('ends what is under way, leaves the rest, and ends with status 0', async () => {
    expect(await endAmidst('SIGTERM', { CONCURRENCY: '3' })).toBe(0);
  });

  it('hands back what does not end in time, and ends with status 0', async () => {
    expect(await endAmidst('SIGTERM', { CONCURRENCY: '20', MAX_BATCH: '1', DRAIN_TIMEOUT_MS: '1' })).toBe(0);
  });

  it('by force loses nothing', async () => {
    expect(await endAmidst('SIGKILL', { CONCURRENCY: '3' })).toBeNull();
  });
});

it('a process with a wrong variable ends with status 1', async () => {
  const broken = await world.startLlm({ MAX_BATCH: 'many', LOG_LEVEL: 'silent' });
  await waitFor(() => broken.child.exitCode !== null, { timeoutMs: 20_000 });
  expect(broken.child.exitCode).toBe(1);
});
