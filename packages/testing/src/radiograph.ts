import { seededRandom } from './random.ts';

/** One grey image, row by row; bright is dense, as in MONOCHROME2. */
export interface GreyPixels {
  readonly width: number;
  readonly height: number;
  /** Values lie in [0, 2^bits). */
  readonly bits: number;
  readonly pixels: Uint16Array;
}

export type SyntheticFinding = 'cardiomegaly' | 'effusion' | 'pneumothorax' | 'nodule';

export interface RadiographOptions {
  readonly width?: number;
  readonly height?: number;
  readonly seed?: number;
  readonly bits?: number;
  readonly findings?: readonly SyntheticFinding[];
}

interface Anatomy {
  readonly lungTop: number;
  readonly lungBase: number;
  readonly heartWidth: number;
  readonly ribPitch: number;
  readonly findings: ReadonlySet<SyntheticFinding>;
  readonly nodule: readonly [number, number];
}

/**
 * A plausible frontal chest: body outline, lungs, heart, diaphragm, spine, clavicles, ribs and noise. Drawn, not a
 * picture of anyone; the same options give the same pixels.
 */
export function syntheticRadiograph(options: RadiographOptions = {}): GreyPixels {
  const { width = 512, height = 512, seed = 1, bits = 8, findings = [] } = options;
  const random = seededRandom(seed);
  const anatomy = drawAnatomy(random, findings);
  const scale = 2 ** bits - 1;
  const pixels = new Uint16Array(width * height);
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5) / height;
    for (let column = 0; column < width; column++) {
      const density = densityAt((column + 0.5) / width, y, anatomy) + (random() - 0.5) * 0.03;
      pixels[row * width + column] = Math.round(Math.min(1, Math.max(0, density)) * scale);
    }
  }
  return { width, height, bits, pixels };
}

function drawAnatomy(random: () => number, findings: readonly SyntheticFinding[]): Anatomy {
  const around = (middle: number, spread: number): number => middle + (random() - 0.5) * spread;
  const set = new Set(findings);
  return {
    lungTop: around(0.14, 0.04),
    lungBase: around(0.76, 0.05),
    heartWidth: set.has('cardiomegaly') ? around(0.27, 0.02) : around(0.17, 0.02),
    ribPitch: around(0.075, 0.01),
    findings: set,
    nodule: [around(0.3, 0.08), around(0.4, 0.15)],
  };
}

/** Density in [0, 1] at x, y in [0, 1]; the patient's left is on the viewer's right. */
function densityAt(x: number, y: number, anatomy: Anatomy): number {
  const body = 1 - edge(Math.abs(x - 0.5) - 0.45 - 0.03 * y, 0.015);
  if (body === 0) return 0.02;
  const lungs = Math.max(lung(x, y, 0.3, anatomy), lung(x, y, 0.7, anatomy));
  let density = 0.62 - 0.4 * lungs;
  density += 0.07 * ribs(x, y, anatomy) * (0.4 + lungs);
  density += 0.16 * (1 - edge(Math.abs(x - 0.5) - 0.05, 0.02));
  density += 0.3 * lungs * ellipse(x, y, 0.54, 0.6, anatomy.heartWidth, 0.17);
  density += 0.12 * clavicles(x, y);
  return body * (density + changes(x, y, lungs, anatomy)) + (1 - body) * 0.02;
}

function lung(x: number, y: number, centre: number, anatomy: Anatomy): number {
  const middle = (anatomy.lungTop + anatomy.lungBase) / 2;
  const inside = ellipse(x, y, centre, middle, 0.165, (anatomy.lungBase - anatomy.lungTop) / 1.7);
  const dome = anatomy.lungBase - 0.06 * (1 - ((x - centre) / 0.17) ** 2);
  return inside * (1 - edge(y - dome, 0.012));
}

function ribs(x: number, y: number, anatomy: Anatomy): number {
  const arch = y + 0.9 * (Math.abs(x - 0.5) - 0.2) ** 2 - 0.12 * Math.abs(x - 0.5);
  const phase = Math.abs(((arch / anatomy.ribPitch) % 1) - 0.5);
  return y < 0.1 || y > 0.8 ? 0 : 1 - edge(phase - 0.17, 0.06);
}

function clavicles(x: number, y: number): number {
  const fromMiddle = Math.abs(x - 0.5);
  return fromMiddle < 0.06 || fromMiddle > 0.4 ? 0 : 1 - edge(Math.abs(y - 0.2 + 0.2 * fromMiddle) - 0.014, 0.008);
}

function changes(x: number, y: number, lungs: number, { findings, lungBase, nodule }: Anatomy): number {
  let added = 0;
  if (findings.has('effusion') && x > 0.5) added += 0.36 * lungs * edge(y - lungBase + 0.16, 0.02);
  if (findings.has('nodule')) added += 0.25 * lungs * ellipse(x, y, nodule[0], nodule[1], 0.025, 0.025);
  if (findings.has('pneumothorax') && x < 0.5) added -= 0.15 * lungs * (1 - edge(x - 0.2, 0.01));
  return added;
}

function ellipse(x: number, y: number, centreX: number, centreY: number, radiusX: number, radiusY: number): number {
  return 1 - edge(Math.hypot((x - centreX) / radiusX, (y - centreY) / radiusY) - 1, 0.08);
}

/** 0 well below zero, 1 well above, smooth over ±width. */
function edge(distance: number, width: number): number {
  const t = Math.min(1, Math.max(0, (distance / width + 1) / 2));
  return t * t * (3 - 2 * t);
}
