import { z } from 'zod';

/** The manifest of a bundle, `wetread.bundle/1`; docs/bundle.md says what each field means. */

const size = z.int().positive();

/** A path inside the bundle that cannot leave it. */
const bundlePath = z
  .string()
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/, 'not a relative path inside the bundle');

const holds = (...places: readonly string[]) =>
  z.string().refine((text) => places.every((place) => text.split(place).length === 2), {
    error: `must contain ${places.join(' and ')}, each once`,
  });

const fileEntry = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hexadecimal'),
  bytes: z.int().nonnegative(),
});

const image = z.object({
  size,
  pad: z.literal('square'),
  /** Grey value of the padding. */
  fill: z.int().min(0).max(255),
  resample: z.literal('bicubic'),
  mean: z.number(),
  std: z.number().positive(),
});
export type ImageSpec = z.infer<typeof image>;

const decoder = z.object({
  file: bundlePath,
  embeddings: bundlePath,
  weights: z.string().min(1),
  layers: size,
  kvHeads: size,
  headDim: size,
  width: size,
  vocab: size,
  contextLength: size,
});
export type DecoderSpec = z.infer<typeof decoder>;

const prompt = z.object({
  system: z.string(),
  summary: holds('{image}', '{question}'),
  turn: holds('{answer}', '{question}'),
  instructions: z.array(z.string().min(1)).min(1),
  stop: z.array(z.string().min(1)),
});
export type PromptSpec = z.infer<typeof prompt>;

const sections = z.object({ findings: z.string().min(1), impression: z.string().min(1) });
export type SectionSpec = z.infer<typeof sections>;

const decoding = z.object({
  maxNewTokens: size,
  temperature: z.number().nonnegative(),
  topP: z.number().positive().max(1),
  repetitionPenalty: z.number().positive(),
});

export const manifestSchema = z.object({
  format: z.literal('wetread.bundle/1'),
  name: z.string().min(1),
  version: z.string().min(1),
  license: z.string().min(1),
  intendedUse: z.string().min(1),
  notice: z.string().min(1),
  files: z.record(bundlePath, fileEntry),
  image,
  encoder: z.object({ file: bundlePath, imageTokens: size }),
  decoder,
  tokenizer: z.object({ file: bundlePath, bosId: z.int().nonnegative(), eosId: z.int().nonnegative() }),
  prompt,
  sections: sections.optional(),
  decoding,
  /** Folder of the same LLM in Hugging Face form. */
  llm: bundlePath.optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;
