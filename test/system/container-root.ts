import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chown, copyFile, mkdir, readdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Launch } from '@wetread/stack';

const execute = promisify(execFile);
const script = join(import.meta.dirname, 'as-container.sh');
/** In the chart, the user of every container. */
const USER = 10_001;

/** What the runtime image has beside Node: the C and C++ libraries. An image that needs another would not start. */
const libraries =
  /^(ld-linux[\w-]*|libc|libm|libdl|libpthread|librt|libresolv|libstdc\+\+|libgcc_s|libatomic|linux-vdso)\.so/;

export interface Mounted {
  /** An assembled service; it lies at /app. */
  readonly app: string;
  /** It lies at /bundles. */
  readonly volume: string;
  readonly writable?: boolean;
}

/** A root folder with Node and the shared libraries that it and the native modules of `apps` name, and nothing more. */
export class ContainerRoot {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws Error naming a shared library that the runtime image has not */
  static async make(folder: string, apps: readonly string[]): Promise<ContainerRoot> {
    for (const name of ['app', 'bundles', 'tmp', 'proc', 'sys', 'dev', 'etc', 'nodejs/bin']) {
      await mkdir(join(folder, name), { recursive: true });
    }
    for (const name of ['dev/null', 'dev/urandom']) await writeFile(join(folder, name), '');
    await writeFile(join(folder, 'etc/passwd'), `wetread:x:${USER}:${USER}::/:/nonexistent\n`);
    await writeFile(join(folder, 'etc/hosts'), '127.0.0.1 localhost\n');
    await copyFile(await realpath(process.execPath), join(folder, 'nodejs/bin/node'));
    const native = (await Promise.all(apps.map(nativeFiles))).flat();
    const needed = new Set((await Promise.all([process.execPath, ...native].map(librariesOf))).flat());
    for (const library of needed) await copyLibrary(library, folder);
    return new ContainerRoot(folder);
  }

  /** How to run Node with these arguments in it. */
  node({ app, volume, writable = false }: Mounted, ...args: readonly string[]): Launch {
    const mode = writable ? 'rw' : 'ro';
    return { command: 'bash', args: [script, this.folder, app, volume, mode, '/nodejs/bin/node', ...args] };
  }

  /** A folder that the user may write to, as a pod's volume. */
  static async volume(folder: string): Promise<string> {
    await mkdir(folder, { recursive: true });
    await chown(folder, USER, USER);
    return folder;
  }
}

/** Whether this process may mount and change its root: as root, outside of a sandbox that forbids it. */
export async function canContain(): Promise<boolean> {
  const probe = ['--mount', '--propagation', 'private', 'bash', '-c', 'mount -t tmpfs tmpfs /tmp && chroot / true'];
  return execute('unshare', probe).then(
    () => true,
    () => false,
  );
}

/** Paths of everything under a folder; links are not followed. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...(await filesUnder(path))] : [path];
  });
  return (await Promise.all(found)).flat();
}

async function nativeFiles(app: string): Promise<string[]> {
  return (await filesUnder(app)).filter((path) => /\.node$|\.so(\.\d+)*$/.test(path));
}

async function librariesOf(file: string): Promise<string[]> {
  const { stdout } = await execute('ldd', [file]);
  return stdout
    .split('\n')
    .map((line) => /=> (\/\S+)/.exec(line)?.[1] ?? /^\s+(\/\S*ld-linux\S+)/.exec(line)?.[1])
    .filter((path) => path !== undefined);
}

async function copyLibrary(path: string, folder: string): Promise<void> {
  // Libraries that lie beside a native module come with it.
  if (path.includes('/node_modules/')) return;
  const name = path.slice(dirname(path).length + 1);
  if (!libraries.test(name)) throw new Error(`${path} is needed, and the runtime image has no such library`);
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true });
  const isThere = await access(target, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (!isThere) await copyFile(path, target);
}
