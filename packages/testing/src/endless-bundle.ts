import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempFolder } from './places.ts';

/**
 * A copy of a bundle whose answers never end before their most tokens, so that a test can do something in the middle.
 * @returns its folder
 */
export async function endlessBundle(
  bundle: string,
  maxNewTokens: number,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await tempFolder('endless');
  const path = join(folder.path, 'bundle');
  await cp(bundle, path, { recursive: true });
  const file = join(path, 'bundle.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  manifest.prompt.stop = [];
  // A token that no answer has.
  manifest.tokenizer.eosId = 0;
  manifest.decoding.maxNewTokens = maxNewTokens;
  await writeFile(file, JSON.stringify(manifest));
  return { path, remove: () => folder.remove() };
}
