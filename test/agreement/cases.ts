import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, type Tensor } from '@wetread/model';
import { z } from 'zod';

/** One prompt and what transformers made of it; `reference.py` writes them. */
export interface Case {
  readonly question: string;
  /** [positions, width] */
  readonly prompt: Float32Array;
  /** All that was generated, with the tokens of the stop. */
  readonly ids: readonly number[];
  /** [ids, vocab]: what each id was chosen by. */
  readonly logits: Float32Array;
  readonly vocab: number;
}

const listing = z.array(z.object({ question: z.string(), ids: z.array(z.int().nonnegative()) }));

export async function loadCases(folder: string): Promise<Case[]> {
  const cases = listing.parse(JSON.parse(await readFile(join(folder, 'prompts.json'), 'utf8')));
  const prompts = await readSafetensors(join(folder, 'prompts.safetensors'));
  const logits = await readSafetensors(join(folder, 'logits.safetensors'));
  return cases.map(({ question, ids }, i) => {
    const steps = floats(logits, `logits.${i}`);
    const vocab = steps.shape[1] as number;
    return { question, ids, prompt: floats(prompts, `prompt.${i}`).data, logits: steps.data, vocab };
  });
}

function floats(tensors: Map<string, Tensor>, name: string): Tensor<'F32'> {
  const tensor = tensors.get(name);
  if (tensor?.dtype !== 'F32') throw new TypeError(`${name} is no float32 tensor of this file`);
  return tensor;
}
