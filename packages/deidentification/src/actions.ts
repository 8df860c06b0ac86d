import type { DeidentificationOptions } from '@wetread/contracts';
import { annexE, type BasicAction, type Rule } from './annex-e.ts';
import { standardVr } from './dictionary.ts';
import { isText } from './values.ts';

/** What becomes of one attribute. `replace` keeps sequences and their items, with other values in all of them. */
export type Action = 'keep' | 'remove' | 'empty' | 'replace' | 'uid' | 'shift' | 'clean';

/**
 * Where the table leaves a choice by the attribute's type, what every radiograph is still valid with: they are of type 2 or 3
 * in the objects that are admitted, so nothing has to be made up.
 */
const chosen: Readonly<Record<BasicAction, Action>> = {
  X: 'remove',
  Z: 'empty',
  D: 'replace',
  U: 'uid',
  'X/Z': 'empty',
  'X/D': 'remove',
  'Z/D': 'empty',
  'X/Z/D': 'empty',
  'X/Z/U*': 'uid',
};

/** Retained or cleaned, by the letter of the table. */
const retainedBy = { U: 'uids', D: 'device', d: 'device', I: 'institution', P: 'patient_characteristics' } as const;
const timezone = 0x00080201;

/** UIDs that name a class or a list of the standard, or of a vendor, and never an instance. */
const classUids: ReadonlySet<number> = new Set([
  0x00080016, 0x0008001a, 0x0008001b, 0x00080062, 0x0008010c, 0x00080117, 0x00080118, 0x00081150, 0x0008115a,
]);

/**
 * @param vr of the file, where it says; the dictionary's word counts before it, so that a lying file hides nothing
 * @returns `remove` for what neither table nor dictionary knows: nobody can say that it names nobody
 */
export function actionOf(tag: number, vr: string, options: DeidentificationOptions): Action {
  const standard = standardVr(tag);
  const known = standard === undefined || standard === 'xs' || standard === 'ox' ? vr : standard;
  const rule = annexE.get(tag);
  if (rule) return ruled(rule, tag, known, options);
  if (standard === undefined) return 'remove';
  if (known === 'PN') return 'empty';
  if (known === 'UI') return classUids.has(tag) || options.retain.includes('uids') ? 'keep' : 'uid';
  if (known === 'DA' || known === 'DT' || known === 'TM') return dated(tag, known, options) ?? 'empty';
  return 'keep';
}

function ruled({ basic, options: letters }: Rule, tag: number, vr: string, options: DeidentificationOptions): Action {
  for (const [letter, option] of Object.entries(retainedBy)) {
    if (!letters.includes(letter) || !options.retain.includes(option)) continue;
    return letter === 'd' && isText(vr) ? 'clean' : letter === 'd' ? chosen[basic] : 'keep';
  }
  if (letters.includes('T')) return dated(tag, vr, options) ?? chosen[basic];
  const cleans =
    (letters.includes('C') && options.cleanDescriptors) ||
    (letters.includes('p') && options.retain.includes('patient_characteristics'));
  return cleans && isText(vr) ? 'clean' : chosen[basic];
}

/** Days are shifted as a whole, so that times of day are what they were. */
function dated(tag: number, vr: string, { dates }: DeidentificationOptions): Action | undefined {
  if (dates === 'remove') return undefined;
  if (dates === 'keep') return 'keep';
  if (vr === 'DA' || vr === 'DT') return 'shift';
  return vr === 'TM' || tag === timezone ? 'keep' : undefined;
}
