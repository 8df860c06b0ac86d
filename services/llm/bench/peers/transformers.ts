import { fileURLToPath } from 'node:url';
import type { Bundle } from '@wetread/model';
import { ChildPeer } from './child-peer.ts';
import type { Peer } from './peer.ts';
import { trainingPython } from './tools.ts';

const script = fileURLToPath(new URL('./transformers_generate.py', import.meta.url));
const QUIET = { TRANSFORMERS_VERBOSITY: 'error', HF_HUB_DISABLE_PROGRESS_BARS: '1', HF_HUB_OFFLINE: '1' };

/** PyTorch in padded batches; `installTraining` comes first. */
export const startTransformers = (bundle: Bundle, threads: number, batch: number): Peer =>
  new ChildPeer(trainingPython, [script, bundle.path('llm'), String(threads), String(batch)], {
    ...QUIET,
    OMP_NUM_THREADS: String(threads),
  });
