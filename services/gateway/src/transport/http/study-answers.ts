import { WetreadError } from '@wetread/contracts';
import type { ResultRecord, StudyRow, StudyView } from '@wetread/studies';
import type { StudyAnswer, StudyList, SummaryAnswer } from './schemas.ts';

export function listItemOf({
  study,
  status,
  priority,
  revision,
  receivedAt,
  updatedAt,
}: StudyRow): StudyList['studies'][0] {
  return { id: study, status, priority, revision, receivedAt, updatedAt };
}

export function studyAnswerOf(view: StudyView, deliveredAt: string | undefined): StudyAnswer {
  const { study, failure, revision } = view;
  return {
    id: study.study,
    status: view.status,
    priority: study.priority,
    revision: revision?.revision ?? 0,
    source: study.source,
    images: imagesOf(view),
    refusals: view.refusals.map(({ instance, code, sentence, at }) => ({
      ...(instance && { instance }),
      code,
      sentence,
      at,
    })),
    ...(failure && { failure: { code: failure.code, message: failure.message, at: failure.createdAt } }),
    timings: timingsOf(view, deliveredAt),
  };
}

function imagesOf({ instances, revision }: StudyView): StudyAnswer['images'] {
  const read = new Set(revision?.images.map(({ sop }) => sop));
  return instances.map(({ sop, series, format, modality, view, width, height, receivedAt }) => ({
    sop,
    ...(series && { series }),
    format,
    ...(modality && { modality }),
    view,
    width,
    height,
    receivedAt,
    read: read.has(sop),
  }));
}

function timingsOf({ study, revision, result }: StudyView, deliveredAt: string | undefined): StudyAnswer['timings'] {
  const none = { waitMs: null, encodeMs: null, firstTokenMs: null, decodeMs: null, totalMs: null };
  return {
    receivedAt: study.receivedAt,
    assembledAt: revision?.createdAt ?? null,
    summarizedAt: result?.createdAt ?? null,
    deliveredAt: deliveredAt ?? null,
    ...(result?.timings ?? none),
  };
}

/** Everything that made the text goes with it (I7). */
export function summaryAnswerOf(result: ResultRecord, newestRevision: number): SummaryAnswer {
  const { tenant: _, timings: __, images, ...rest } = result;
  return {
    ...rest,
    current: result.revision === newestRevision,
    images: images.map(({ sop, series, sha256, view: side }) => ({
      sop,
      ...(series && { series }),
      sha256,
      view: side,
    })),
  };
}

export const summaryTextOf = ({ notice, text }: ResultRecord): string => `${notice}\n\n${text}\n`;

export const noStudy = (id: string): WetreadError => new WetreadError('not_found', `This tenant has no study ${id}.`);

/** Says why there is no summary, and whether to wait for one. */
export function noSummary(
  { status, refusals, failure }: StudyView,
  code: 'not_found' | 'no_summary' | 'no_summary_yet' = 'not_found',
): WetreadError {
  const reason = {
    received: 'It is still being received and will be read when no more files come in.',
    queued: 'It waits to be read; the event study.summarized tells when there is one.',
    refused: `It was refused: ${[...new Set(refusals.map(({ code }) => code))].join(', ')}.`,
    failed: `It could not be read: ${failure?.code}.`,
    summarized: '',
  }[status];
  return new WetreadError(code, `This study has no summary. ${reason}`, {
    details: { studyStatus: status },
    ...(code === 'no_summary_yet' && { retryAfterS: 10 }),
  });
}
