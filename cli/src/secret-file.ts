import { open, rm } from 'node:fs/promises';
import { usage } from './failure.ts';

/**
 * Makes something that has a secret, and keeps the secret in a new file that only its owner reads. The file is there before
 * the secret is made, for a secret that could not be kept would be lost.
 *
 * @throws Failure with exit status 2 where the file is there already or cannot be written
 */
export async function intoFile<T>(
  file: string | undefined,
  make: () => Promise<T>,
  secretOf: (made: T) => string,
): Promise<T> {
  if (file === undefined) return make();
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw usage(`${file} ${error.code === 'EEXIST' ? 'is there already' : `cannot be written: ${error.message}`}.`);
  });
  try {
    const made = await make();
    await handle.writeFile(`${secretOf(made)}\n`);
    return made;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
