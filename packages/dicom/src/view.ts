import type { Code } from './dataset.ts';
import type { DicomHeader } from './header.ts';

/** Frontal images are read; lateral ones are kept; `unknown` is for the reader to decide. */
export type View = 'frontal' | 'lateral' | 'unknown';

const frontalWords = new Set(['AP', 'PA', 'FRONTAL', 'ANTEROPOSTERIOR', 'POSTEROANTERIOR', 'ANTERO', 'POSTERO']);
const lateralWords = new Set(['LL', 'RL', 'LAT', 'LATERAL', 'LLAT', 'RLAT']);

/** Frontal, antero-posterior, postero-anterior; lateral, right, left: CID 4010 in SNOMED CT, then in SNOMED RT. */
const frontalCodes = new Set(['399033003', '399348003', '272479007', 'R-10202', 'R-10206', 'R-10214']);
const lateralCodes = new Set(['399067008', '399198007', '399173006', 'R-10228', 'R-10232', 'R-10236']);

/**
 * The projection of a radiograph. The first of these that tells wins, also where a later one says otherwise: View
 * Position, View Code Sequence, Patient Orientation (a row that runs between left and right is frontal, one between front
 * and back is lateral), and the words of the Protocol Name and of the Series Description.
 */
export function viewOf(header: DicomHeader): View {
  const said = [
    viewOfWords(header.viewPosition),
    viewOfCode(header.viewCode),
    viewOfOrientation(header.patientOrientation),
    viewOfWords(header.protocolName),
    viewOfWords(header.seriesDescription),
  ];
  return said.find((view) => view !== 'unknown') ?? 'unknown';
}

/** Words that name both, as "PA and lateral" does of a whole study, or an oblique view, tell nothing. */
function viewOfWords(description: string): View {
  const words = wordsOf(description);
  const frontal = words.some((word) => frontalWords.has(word));
  const lateral = words.some((word) => lateralWords.has(word));
  if (frontal === lateral || words.includes('OBLIQUE')) return 'unknown';
  return frontal ? 'frontal' : 'lateral';
}

function viewOfCode(code: Code | undefined): View {
  if (!code) return 'unknown';
  if (frontalCodes.has(code.value)) return 'frontal';
  if (lateralCodes.has(code.value)) return 'lateral';
  return viewOfWords(code.meaning);
}

function viewOfOrientation([rows = '']: readonly string[]): View {
  if (/^[LR]/.test(rows)) return 'frontal';
  return /^[AP]/.test(rows) ? 'lateral' : 'unknown';
}

export function wordsOf(description: string): string[] {
  return description
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');
}
