import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bundle } from '@wetread/model';
import { ChildPeer } from './child-peer.ts';
import type { Peer } from './peer.ts';
import { installTraining, root, runTool, trainingPython } from './tools.ts';

const VERSION = '4.3.1';
const packages = join(root, `.wetread/transformers-js-${VERSION}`);
const child = fileURLToPath(new URL('./transformers-js.child.ts', import.meta.url));

/** Made once: the package in a cache folder, and the export that it needs beside it. */
export async function installTransformersJs(bundle: Bundle): Promise<string> {
  installTraining();
  const model = join(root, `.wetread/cached-export/${bundle.digest.slice(0, 12)}`);
  if (!existsSync(join(packages, 'node_modules/@huggingface/transformers'))) {
    console.log('Installing transformers.js …');
    await mkdir(packages, { recursive: true });
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    runTool('npm', ['install', '--prefix', packages, ...quiet, `@huggingface/transformers@${VERSION}`]);
  }
  // Written last.
  if (!existsSync(join(model, 'tokenizer_config.json'))) {
    const args = ['-m', 'wetread.export.cached', bundle.path('llm'), model];
    runTool(trainingPython, args, { cwd: join(root, 'training') });
  }
  return model;
}

/** One request at a time, as its `generate` is used. */
export const startTransformersJs = (model: string, threads: number): Peer =>
  new ChildPeer(process.execPath, [child, packages, model, String(threads)], {});
