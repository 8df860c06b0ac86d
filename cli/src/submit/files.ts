import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { usage } from '../failure.ts';

export interface Found {
  /** In the order given, and by name inside a folder. */
  readonly files: string[];
  /** In folders, and neither DICOM nor PNG nor JPEG by their first bytes. */
  readonly leftOut: string[];
}

/**
 * Files as they are named, whatever they hold; of folders, at any depth, what begins as a radiograph does. Hidden files of
 * folders are not looked at.
 *
 * @throws Failure with exit status 2 for a path that is not there
 */
export async function findFiles(paths: readonly string[]): Promise<Found> {
  const found: Found = { files: [], leftOut: [] };
  for (const path of paths) {
    const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      throw usage(`${path} cannot be read: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.message}.`);
    });
    if (!info.isDirectory()) found.files.push(path);
    else await lookInto(path, found);
  }
  return found;
}

async function lookInto(folder: string, found: Found): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await lookInto(path, found);
    else (await isRadiograph(path)) ? found.files.push(path) : found.leftOut.push(path);
  }
}

/** What cannot be read is sent too, so that it is told as a failure and not passed over. */
async function isRadiograph(path: string): Promise<boolean> {
  const start = await firstBytes(path).catch(() => undefined);
  if (start === undefined) return true;
  const dicom = start.subarray(128, 132).toString('latin1') === 'DICM';
  const png = start.subarray(0, 4).toString('latin1') === '\x89PNG';
  const jpeg = start.length > 2 && start.readUIntBE(0, 3) === 0xffd8ff;
  return dicom || png || jpeg;
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(132), 0, 132, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
