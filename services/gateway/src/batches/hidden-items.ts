import type { KeptNames } from '@wetread/deidentification';
import { keys, type StudyStore } from '@wetread/studies';
import { inTurn } from './in-turn.ts';
import { itemOfLine, linesOf, maxLineBytes } from './lines.ts';
import type { Item } from './segments.ts';

/** Items of a tenant whose files are, or were, de-identified: its lists may name studies as their senders do. */

const looksAtOnce = 16;

/** An upload's lines as items that say nothing of whom they are of: a line that is wrong may say anything, and is not kept. */
export async function* hiddenLines(chunks: AsyncIterable<Uint8Array>, names: KeptNames): AsyncGenerator<string> {
  let number = 0;
  for await (const line of linesOf(chunks, maxLineBytes)) {
    number++;
    if (line?.trim() !== '') yield `${JSON.stringify(hidden(itemOfLine(line, number), names))}\n`;
  }
}

function hidden(item: Item, names: KeptNames): Item {
  if (item.study === undefined) return item;
  const { study = item.study, sealed } = names.hide({ study: item.study });
  return { custom_id: item.custom_id === item.study ? study : item.custom_id, study, sealed };
}

/** Studies that the list names by what they are stored under: as it says, where there is no other. */
export function found(studies: StudyStore, tenant: string, names: KeptNames, items: readonly Item[]): Promise<Item[]> {
  const has = (study: string) => studies.storage.has(keys.studyKey({ tenant, study }));
  return inTurn(items, looksAtOnce, async (item) => {
    const { study, sealed, custom_id } = item;
    if (study === undefined || !sealed || (await has(study))) return item;
    const said = names.open(sealed).study;
    if (said === undefined || !(await has(said))) return item;
    return { custom_id: custom_id === study ? said : custom_id, study: said };
  });
}
