import { WetreadError } from '@wetread/contracts';
import type { z } from 'zod';

/** For bodies that a route may have in several forms. @throws WetreadError invalid_request, naming fields and no values */
export function parseWith<S extends z.ZodType>(schema: S, value: unknown, place?: string): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const at = [...(place ? [place] : []), ...path.map(String)].join('.');
    return at ? `${at}: ${message}` : message;
  });
  throw new WetreadError('invalid_request', `${faults.join('; ')}.`);
}
