import type { Taken } from '../../domain/intake.ts';

export interface TakenFile extends Taken {
  /** Of the files of the form, from 0. */
  readonly file: number;
  readonly field: string;
}

export interface UploadAnswer {
  readonly studies: {
    readonly id: string;
    readonly status: 'received';
    readonly url: string;
    readonly instances: string[];
    readonly refusals: {
      readonly file: number;
      readonly field: string;
      readonly instance?: string;
      readonly code: string;
      readonly sentence: string;
    }[];
  }[];
}

/** Files by their study, in the order in which they came. */
export function uploadAnswer(files: readonly TakenFile[]): UploadAnswer {
  const byStudy = Map.groupBy(files, ({ study }) => study);
  return {
    studies: [...byStudy].map(([id, taken]) => ({
      id,
      status: 'received',
      url: `/v1/studies/${id}`,
      instances: [...new Set(taken.flatMap(({ refusal, sop }) => (refusal || sop === undefined ? [] : [sop])))],
      refusals: taken.flatMap(({ refusal, file, field, sop }) => {
        if (!refusal) return [];
        const { code, message } = refusal;
        return [{ file, field, ...(sop !== undefined && { instance: sop }), code, sentence: message }];
      }),
    })),
  };
}
