import type { Verdict } from './delivery.ts';

/** What a status of the storage service says about the next attempt. */
export interface StoreOutcome extends Pick<Verdict, 'outcome' | 'down'> {
  readonly error?: string;
}

/** Others than A7xx, A9xx, Bxxx and Cxxx; PS3.4 table B.2-1 and PS3.7 annex C. */
const single: Readonly<Record<number, StoreOutcome>> = {
  0: { outcome: 'delivered' },
  // Warnings: stored, with some attributes changed or passed over.
  1: { outcome: 'delivered' },
  263: { outcome: 'delivered' },
  278: { outcome: 'delivered' },
  // Duplicate SOP Instance: an attempt whose answer was lost had come through.
  273: { outcome: 'delivered' },
  262: { outcome: 'refused', error: 'data_set_refused' },
  279: { outcome: 'refused', error: 'data_set_refused' },
  290: { outcome: 'refused', error: 'class_refused' },
  // An administrator of the PACS can change that.
  292: { outcome: 'failed', error: 'not_authorized', down: true },
  531: { outcome: 'failed', error: 'out_of_resources', down: true },
};

/** @param status of C-STORE, or a failure reason of STOW-RS, which has the same numbers */
export function storeOutcome(status: number): StoreOutcome {
  const known = single[status];
  if (known) return known;
  if (status >= 0xb000 && status <= 0xbfff) return { outcome: 'delivered' };
  if (status >= 0xa700 && status <= 0xa7ff) return { outcome: 'failed', error: 'out_of_resources', down: true };
  if (status >= 0xa900 && status <= 0xa9ff) return { outcome: 'refused', error: 'data_set_refused' };
  if (status >= 0xc000 && status <= 0xcfff) return { outcome: 'refused', error: 'not_understood' };
  return { outcome: 'failed', error: 'processing_failed' };
}

export const hexOf = (status: number): string => status.toString(16).toUpperCase().padStart(4, '0');
