import { z } from 'zod';

/** What of the options of PS3.15 E.3 a tenant may choose. Everything that is not retained here goes. */
export const retainable = ['uids', 'device', 'institution', 'patient_characteristics'] as const;
export type Retainable = (typeof retainable)[number];

/** A private attribute that holds nothing of a person, by its creator and the last two digits of its element. */
const privateAttribute = z.strictObject({
  creator: z.string().min(1).max(64),
  group: z.string().regex(/^[0-9a-f]{3}[13579bdf]$/i, 'not four hex digits of an odd group'),
  element: z.string().regex(/^[0-9a-f]{2}$/i, 'not the last two hex digits of an element'),
});
export type PrivateAttribute = z.infer<typeof privateAttribute>;

/** How a tenant's files are de-identified before they are stored: the basic profile of PS3.15 Annex E, and its options. */
export const deidentificationOptions = z.strictObject({
  /** Longitudinal temporal information: removed, shifted by days that are the same for all of a patient, or kept. */
  dates: z.enum(['remove', 'shift', 'keep']).default('remove'),
  retain: z.array(z.enum(retainable)).max(retainable.length).default([]),
  /** Descriptions keep the words that only ever describe radiographs; without it they go whole. */
  cleanDescriptors: z.boolean().default(false),
  safePrivate: z.array(privateAttribute).max(200).default([]),
});
export type DeidentificationOptions = z.infer<typeof deidentificationOptions>;
