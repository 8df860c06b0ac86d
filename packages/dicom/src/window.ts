import type { DicomHeader, Window } from './header.ts';
import { lookUp } from './lut.ts';

/** Maps a value after the modality transformation to a place between 0 (black) and 1 (white). */
export type Shade = (value: number) => number;

/** The VOI functions of PS3.3 C.11.2.1.2 and C.11.2.1.3. */
const shades: Readonly<Record<string, (window: Window) => Shade>> = {
  LINEAR: ({ center, width }) => {
    const middle = center - 0.5;
    const half = (width - 1) / 2;
    return (value) => {
      if (value <= middle - half) return 0;
      return value > middle + half ? 1 : (value - middle) / (width - 1) + 0.5;
    };
  },
  LINEAR_EXACT:
    ({ center, width }) =>
    (value) => {
      if (value <= center - width / 2) return 0;
      return value > center + width / 2 ? 1 : (value - center) / width + 0.5;
    },
  SIGMOID:
    ({ center, width }) =>
    (value) =>
      1 / (1 + Math.exp((-4 * (value - center)) / width)),
};

/** How the sender wants the values shown: its VOI LUT, which is the finer description where it gives both, or its first window. */
export function voiShade(header: DicomHeader): Shade | undefined {
  const { voiLut } = header;
  return voiLut ? (value) => lookUp(voiLut, value) / voiLut.top : windowShade(header);
}

/** The first window, if it is one: LINEAR needs a width of at least 1, the others more than 0. */
function windowShade({ windows, voiLutFunction }: DicomHeader): Shade | undefined {
  const [window] = windows;
  const shade = shades[voiLutFunction] ?? shades['LINEAR'];
  const narrowest = voiLutFunction === 'LINEAR_EXACT' || voiLutFunction === 'SIGMOID' ? Number.MIN_VALUE : 1;
  return window && shade && window.width >= narrowest ? shade(window) : undefined;
}

/** The whole range of the data, ends included. Where all values are equal, all are black. */
export function rangeShade(low: number, high: number): Shade {
  const range = high - low;
  return range > 0 ? (value) => (value - low) / range : () => 0;
}
