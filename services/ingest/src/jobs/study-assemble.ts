import { type JobPayload, RefusalError, toWetreadError, WetreadError } from '@wetread/contracts';
import type { RenderPool } from '@wetread/dicom';
import { type JobContext, withRedis } from '@wetread/queues';
import {
  hasLateFiles,
  type InstanceRecord,
  keys,
  type RefusalRecord,
  type RevisionRecord,
  rowOf,
  type StudyRef,
  type StudyView,
  viewStudy,
  withNextRevision,
} from '@wetread/studies';
import { chooseImages } from '../domain/choose-images.ts';
import { type ProceedParts, proceed } from '../domain/proceed.ts';
import { refusalRecordOf } from '../domain/refusal-records.ts';
import type { Spool } from '../domain/spool.ts';
import { assemblySeconds, refusals } from '../metrics.ts';

/**
 * The quiet time of a study has passed: fix what of it is read. Runs again after any crash, and beside another run of
 * the same study: pictures are written under the instance's key, revisions once under their number (I3).
 */
export interface AssembleParts extends ProceedParts {
  readonly spool: Spool;
  readonly renderer: RenderPool;
}

export async function assembleStudy(parts: AssembleParts, ref: JobPayload<'study.assemble'>, job: JobContext) {
  const { store, index } = parts;
  for (;;) {
    const view = await viewStudy(store, ref);
    // Deleted meanwhile (I4).
    if (!view) return withRedis('forgetting a study', () => index.clearPending(ref));
    if (!hasLateFiles(view)) return goOn(parts, view);
    const stop = assemblySeconds.startTimer();
    const revision = await makeRevision(parts, ref, view, job.attempt).catch(handBack(job));
    const wrote = await store.putRevision(ref, revision);
    stop();
    // Where another run wrote this revision first, the next look sees it. What came in since has a job of its own.
    if (wrote && (await store.hasStudy(ref))) return goOn(parts, withNextRevision(view, revision));
  }
}

async function goOn(parts: AssembleParts, view: StudyView): Promise<void> {
  await withRedis('listing a study', () => parts.index.put(rowOf(view)));
  await proceed(parts, view);
}

const HAND_BACK_MS = 100;

/** This process ends; another goes on with the images that are not rendered yet. */
const handBack = (job: JobContext) => (error: unknown) => {
  if (toWetreadError(error).code === 'draining') return job.postpone(HAND_BACK_MS);
  throw error;
};

async function makeRevision(
  parts: AssembleParts,
  ref: StudyRef,
  view: StudyView,
  attempt: number,
): Promise<RevisionRecord> {
  const found: RefusalRecord[] = [];
  const refuse = (instance: InstanceRecord, refusal: RefusalError) => {
    refusals.inc({ code: refusal.code });
    found.push(refusalRecordOf(refusal, { study: ref.study, what: instance.sop, instance: instance.sop }));
  };
  const usable: InstanceRecord[] = [];
  const pixelHashes = new Map<string, string>();
  for (const instance of view.instances) {
    const known = view.revision?.pixelHashes?.[instance.sop];
    const pixelHash =
      known !== undefined && (await parts.store.hasRender(ref, instance.sop))
        ? known
        : await render(parts, ref, instance, attempt);
    if (pixelHash instanceof RefusalError) refuse(instance, pixelHash);
    else {
      usable.push(instance);
      pixelHashes.set(instance.sop, pixelHash);
    }
  }
  const { read, notRead } = chooseImages(usable, pixelHashes);
  for (const { instance, refusal } of notRead) refuse(instance, refusal);
  return {
    study: ref.study,
    revision: (view.revision?.revision ?? 0) + 1,
    createdAt: new Date().toISOString(),
    priority: view.study.priority,
    instances: view.instances.map(({ sop }) => sop),
    images: read.map(({ sop, series, sha256, view }) => ({
      sop,
      ...(series !== undefined && { series }),
      sha256,
      render: keys.renderKey(ref, sop),
      view,
    })),
    pixelHashes: Object.fromEntries(pixelHashes),
    refusals: [...(await parts.store.listRefusals(ref)).filter(({ id }) => isSeen(view, id)), ...found],
  };
}

/** What came in since the view was taken is for the next revision. */
const isSeen = ({ refusals: seen }: StudyView, id: string): boolean => seen.some((refusal) => refusal.id === id);

/** @returns the hash of the displayed pixels, or why there are none */
async function render(
  { store, spool, renderer }: AssembleParts,
  ref: StudyRef,
  instance: InstanceRecord,
  attempt: number,
): Promise<string | RefusalError> {
  const file = await spool.take(
    await store.storage.getStream(keys.instanceFileKey(ref, instance.sop, instance.format)),
  );
  try {
    if (file.sha256 !== instance.sha256) throw changed();
    const { png, pixelHash } = await renderer.renderPng(file.path);
    await store.putRender(ref, instance.sop, png);
    return pixelHash;
  } catch (error) {
    if (error instanceof RefusalError) return error;
    if (attempt >= attemptsToRender && isRendererFault(error))
      return new RefusalError('pixel_data_invalid', undefined, error);
    throw error;
  } finally {
    await file.remove();
  }
}

const attemptsToRender = 3;

/** A thread that hangs or dies each time does so because of the image. */
const isRendererFault = (error: unknown): boolean =>
  ['deadline_exceeded', 'internal'].includes(toWetreadError(error).code);

const changed = (): WetreadError =>
  new WetreadError('storage_unavailable', 'An instance read back from storage is not the one that was stored.');
