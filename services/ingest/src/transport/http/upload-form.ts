import { priority, WetreadError } from '@wetread/contracts';
import { parseHeaderValue } from '@wetread/http';
import { z } from 'zod';
import type { SenderNote } from '../../domain/intake.ts';
import type { Part } from './multipart.ts';

const maxFieldBytes = 65_536;

const metadata = z
  .record(z.string().min(1).max(64), z.string().max(1_024))
  .refine((entries) => Object.keys(entries).length <= 32, 'at most 32 entries');

const fields = z.object({
  patient_id: z
    .string()
    .min(1)
    .max(64)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
    .regex(/^[^\x00-\x1f\\]+$/, 'no control characters or backslash')
    .optional(),
  priority: priority.default('routine'),
  metadata: z.string().transform(parseJson).pipe(metadata).optional(),
  instances: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'a whole number')
    .transform(Number)
    .optional(),
});

export type PartOfForm =
  | { readonly kind: 'file'; readonly field: string }
  | { readonly kind: 'field'; readonly name: string };

/** A part with a file name is a file, whatever its field is called. @throws WetreadError invalid_request */
export function partOfForm({ headers }: Part): PartOfForm {
  const { value, parameters } = parseHeaderValue(headers.get('content-disposition') ?? '');
  const name = parameters.get('name');
  if (value !== 'form-data' || name === undefined) {
    throw new WetreadError('invalid_request', 'A part of the form has no Content-Disposition with a name.');
  }
  if (parameters.has('filename') || parameters.has('filename*')) return { kind: 'file', field: name };
  if (name in fields.shape) return { kind: 'field', name };
  const known = Object.keys(fields.shape).join(', ');
  throw new WetreadError('invalid_request', `Fields of the form are ${known}; files need a file name.`);
}

export async function readField({ body }: Part): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxFieldBytes) throw new WetreadError('too_large', `A field may have at most ${maxFieldBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws WetreadError invalid_request, naming the wrong fields and never their values */
export function noteOf(given: Readonly<Record<string, string>>): SenderNote {
  const parsed = fields.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
    throw new WetreadError('invalid_request', `The form has wrong fields. ${faults.join('; ')}`);
  }
  const { patient_id: patientId, metadata, priority, instances } = parsed.data;
  return {
    priority,
    ...(patientId !== undefined && { patientId }),
    ...(metadata && { metadata }),
    ...(instances !== undefined && { instances }),
  };
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
}
