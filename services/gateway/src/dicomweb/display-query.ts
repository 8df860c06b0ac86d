import { WetreadError } from '@wetread/contracts';
import type { DisplayOptions, DisplayWindow, Viewport } from '@wetread/dicom';
import { z } from 'zod';

/** How large a picture may be asked for, in pixels a side. */
const maxSide = 8_192;
const number = String.raw`-?\d{1,9}(?:\.\d{1,9})?`;

/** Query of rendered resources, PS3.18 8.3.5. */
export const displayQuery = z.object({
  window: z
    .string()
    .regex(new RegExp(`^${number},${number},(linear|linear-exact|sigmoid)$`, 'i'), 'not center,width,function')
    .optional()
    .describe('`center,width,function`, with linear, linear-exact or sigmoid as function.'),
  viewport: z
    .string()
    .regex(
      /^[1-9]\d{0,4},[1-9]\d{0,4}(,\d{0,5},\d{0,5}(,(-?\d{1,5})?,(-?\d{1,5})?)?)?$/,
      'not vw,vh or vw,vh,sx,sy,sw,sh',
    )
    .optional()
    .describe(
      '`vw,vh,sx,sy,sw,sh`: the picture fits vw × vh; of the image from sx,sy so much; a negative size turns it.',
    ),
  quality: z.coerce.number().int().min(1).max(100).optional().describe('Of JPEG.'),
  annotation: z.string().optional().describe('Not supported: left out, with a warning.'),
  iccprofile: z.string().optional().describe('Not supported: left out, with a warning.'),
});
export type DisplayQuery = z.infer<typeof displayQuery>;

export const thumbnailQuery = displayQuery.pick({ viewport: true });

/** @throws WetreadError invalid_request */
export function displayOptionsOf(query: DisplayQuery, type: DisplayOptions['type']): DisplayOptions {
  return {
    type,
    quality: query.quality,
    window: query.window === undefined ? undefined : windowOf(query.window),
    viewport: query.viewport === undefined ? undefined : viewportOf(query.viewport),
  };
}

export function displayWarnings({ annotation, iccprofile }: DisplayQuery): string[] {
  return [
    ...(annotation === undefined ? [] : ['Annotations are not supported; the image has none.']),
    ...(iccprofile === undefined ? [] : ['Colour profiles are not supported; the image has none.']),
  ];
}

const functions = { linear: 'LINEAR', 'linear-exact': 'LINEAR_EXACT', sigmoid: 'SIGMOID' } as const;

function windowOf(text: string): DisplayWindow {
  const [center, width, name = ''] = text.split(',');
  const shape = functions[name.toLowerCase() as keyof typeof functions];
  const window = { center: Number(center), width: Number(width), function: shape };
  if (window.width >= 1 || (shape !== 'LINEAR' && window.width > 0)) return window;
  throw new WetreadError('invalid_request', 'A window is wider than 0; a linear one is at least 1 wide.');
}

function viewportOf(text: string): Viewport {
  const [width = 0, height = 0, left = 0, top = 0, wide = 0, high = 0] = text.split(',').map(Number);
  if (width > maxSide || height > maxSide) {
    throw new WetreadError('invalid_request', `A viewport has at most ${maxSide} pixels a side.`);
  }
  const region = text.split(',').length > 2 ? { left, top, width: wide, height: high } : undefined;
  return { width, height, region };
}
