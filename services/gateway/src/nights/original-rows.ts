import type { KeptNames, Names, OriginalNames } from '@wetread/deidentification';
import { mapped } from '../batches/in-turn.ts';
import type { NightRef } from './night-store.ts';
import type { NightRow } from './records.ts';

/** A row, and what the hospital calls the study of a tenant whose files are de-identified. */
export interface ShownRow extends NightRow {
  readonly original?: Names;
}

/** Of what came in, as its files said; of what did not, as the list says. */
export async function* withOriginals(
  names: OriginalNames,
  { tenant, night }: NightRef,
  rows: AsyncIterable<NightRow>,
): AsyncGenerator<ShownRow> {
  const kept = await names.ofList(tenant, night);
  yield* mapped(rows, async (row) => {
    const original = kept && (await originalOf(names, kept, tenant, row));
    return original && isSomething(original) ? { ...row, original } : row;
  });
}

async function originalOf(names: OriginalNames, kept: KeptNames, tenant: string, row: NightRow): Promise<Names> {
  const { reached, study, sealed } = row;
  const said = reached !== 'none' && study !== undefined ? await names.ofStudy({ tenant, study }) : {};
  return isSomething(said) || !sealed ? said : kept.open(sealed);
}

const isSomething = ({ study, accession }: Names): boolean => study !== undefined || accession !== undefined;
