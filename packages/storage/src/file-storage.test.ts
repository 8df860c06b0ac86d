import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type TempFolder, tempFolder } from '@wetread/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keysOf } from './fixtures/keys-of.ts';
import { type ObjectStorage, openStorage } from './index.ts';

let folder: TempFolder;
let storage: ObjectStorage;
beforeEach(async () => {
  folder = await tempFolder('files');
  storage = await openStorage(`file://${folder.path}`);
});
afterEach(() => folder.remove());

const keys = () => keysOf(storage.list(''));
const staged = () => readdir(join(folder.path, '.staging'));

describe('file storage', () => {
  it('leaves no staged file behind', async () => {
    await storage.put('a', Buffer.from('a'));
    await storage.putIfAbsent('a', Buffer.from('b'));
    await storage.putIfAbsent('c', Buffer.from('c'));
    await storage.put('d', Readable.from([Buffer.from('d'), {}])).catch(() => {});
    expect(await staged()).toEqual([]);
  });

  it.runIf(existsSync('/dev/shm'))('copies a file from another disk, and leaves it there', async () => {
    const path = join('/dev/shm', `wetread-${randomUUID()}`);
    try {
      await writeFile(path, 'elsewhere');
      await storage.putFile('a', path);
      expect((await storage.get('a')).toString()).toBe('elsewhere');
      expect(await staged()).toEqual([]);
      expect(existsSync(path)).toBe((await stat('/dev/shm')).dev !== (await stat(folder.path)).dev);
    } finally {
      await rm(path, { force: true });
    }
  });

  it('hides what crashed writers left, and sweeps it when it is old', async () => {
    for (const name of ['old', 'fresh']) await writeFile(join(folder.path, '.staging', name), 'half');
    const longAgo = new Date(Date.now() - 7_200_000);
    await utimes(join(folder.path, '.staging', 'old'), longAgo, longAgo);
    expect(await keys()).toEqual([]);
    await openStorage(`file://${folder.path}`);
    expect(await staged()).toEqual(['fresh']);
  });

  it('keeps studies from other users of the machine', async () => {
    await storage.put('a/b', Buffer.from('b'));
    expect((await stat(join(folder.path, 'a'))).mode & 0o077).toBe(0);
    expect((await stat(join(folder.path, 'a/b'))).mode & 0o077).toBe(0);
  });

  it('prunes the folders that delete leaves empty, and no other', async () => {
    await storage.put('a/b/c/d', Buffer.from('d'));
    await storage.put('a/e', Buffer.from('e'));
    await storage.delete('a/b/c/d');
    expect(await readdir(join(folder.path, 'a'))).toEqual(['e']);
    await storage.delete('a/e');
    expect(await readdir(folder.path)).toEqual(['.staging']);
  });

  it('writes although others prune its folders all the time', async () => {
    let writing = true;
    const pruner = async () => {
      for (const each of ['a/b/c', 'a/b', 'a']) await rmdir(join(folder.path, each)).catch(() => {});
      if (writing) setImmediate(pruner);
    };
    setImmediate(pruner);
    for (let i = 0; i < 50; i++) {
      await storage.put('a/b/c/d', Buffer.from('d'));
      await storage.delete('a/b/c/d');
      expect(await storage.putIfAbsent('a/b/c/e', Buffer.from('e'))).toBe(true);
      await storage.delete('a/b/c/e');
    }
    writing = false;
  });

  it('refuses a key that is a folder of another, either way', async () => {
    const conflict = { code: 'conflict', retryable: false };
    await storage.put('a/b', Buffer.from('b'));
    for (const key of ['a', 'a/b/c', 'a/b/c/d']) {
      await expect(storage.put(key, Buffer.from('x'))).rejects.toMatchObject(conflict);
      await expect(storage.putIfAbsent(key, Buffer.from('x'))).rejects.toMatchObject(conflict);
    }
    expect(await keys()).toEqual(['a/b']);
    expect(await staged()).toEqual([]);
  });

  it('answers storage_unavailable when the disk takes no more, and leaves nothing', async () => {
    const program = fileURLToPath(new URL('./fixtures/small-disk.ts', import.meta.url));
    // A limit on the size of files stands for a full disk: the write fails in the middle, with EFBIG for ENOSPC.
    const command = `ulimit -f 600; exec "$0" "$@"`;
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      command,
      process.execPath,
      program,
      `file://${folder.path}`,
    ]);
    expect(JSON.parse(stdout)).toEqual({ code: 'storage_unavailable', retryable: true, keys: [] });
    expect(await staged()).toEqual([]);
  });

  it('answers storage_unavailable when its folder is taken away, and works when it is back', async () => {
    const unavailable = { code: 'storage_unavailable', retryable: true };
    await rm(folder.path, { recursive: true });
    await writeFile(folder.path, 'not a folder');
    await expect(storage.put('a', Buffer.from('a'))).rejects.toMatchObject(unavailable);
    await expect(openStorage(`file://${folder.path}`)).rejects.toMatchObject(unavailable);
    await rm(folder.path);
    await mkdir(join(folder.path, '.staging'), { recursive: true });
    await storage.put('a', Buffer.from('a'));
    expect(await keys()).toEqual(['a']);
  });

  it('lists a folder larger than what it holds of one', async () => {
    const names = Array.from({ length: 25_000 }, (_, i) => `n${(i * 7_919) % 25_000}`);
    await storage.put('large/m/first', Buffer.from('1'));
    for (const name of names) writeFileSync(join(folder.path, 'large', name), '');
    const expected = ['large/m/first', ...names.toSorted().map((name) => `large/${name}`)];
    expect(await keys()).toEqual(expected);
    const tail = await keysOf(storage.list('large/n2', 'large/n23'));
    expect(tail).toEqual(expected.filter((key) => key.startsWith('large/n2') && key > 'large/n23'));
  });
});
