import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wetread/stack';
import { installTraining, runTool, trainingPython } from '../../services/llm/bench/peers/tools.ts';

/**
 * A bundle of the published encoder's size with random weights, made where it is missing: ten minutes at first, most of
 * them for PyTorch.
 */
export function sizedBundle(): string {
  const folder = join(root, '.wetread', 'sized-bundle');
  if (existsSync(join(folder, 'bundle.json'))) return folder;
  installTraining();
  console.log('Making a bundle of published size (wetread.export.sized) …');
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(root, '.wetread'), { recursive: true });
  runTool(trainingPython, ['-m', 'wetread.export.sized', unfinished], { minutes: 15, cwd: join(root, 'training') });
  renameSync(unfinished, folder);
  return folder;
}
