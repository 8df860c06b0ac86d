import { createHash } from 'node:crypto';
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBundle } from './bundle.ts';
import type { Manifest } from './manifest.ts';
import { readSafetensors } from './safetensors.ts';
import { safetensors, writeSmallBundle } from './small-bundle.ts';

const folders: string[] = [];
async function small(change?: (manifest: Manifest) => void): Promise<string> {
  const folder = await writeSmallBundle(change);
  folders.push(folder);
  return folder;
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'bundle_invalid', message: expect.stringMatching(message) });

describe('a bundle', () => {
  it('is loaded, and its digest is that of the manifest’s bytes', async () => {
    const folder = await small();
    const bundle = await loadBundle(folder);
    const bytes = await readFile(join(folder, 'bundle.json'));
    expect(bundle.digest).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(bundle.path('encoder.onnx')).toBe(join(folder, 'encoder.onnx'));
    expect(bundle.manifest.encoder.imageTokens).toBe(2);
  });

  it('may hold hidden files that volume mounts leave behind', async () => {
    const folder = await small();
    await writeFile(join(folder, '.DS_Store'), 'x');
    await expect(loadBundle(folder)).resolves.toBeDefined();
  });

  it('is refused where there is none', async () => {
    await expect(loadBundle('/nonexistent')).rejects.toThrowError(refused(/No model bundle at \/nonexistent/));
  });

  it('is refused where the manifest is not JSON', async () => {
    const folder = await small();
    await writeFile(join(folder, 'bundle.json'), '{');
    await expect(loadBundle(folder)).rejects.toThrowError(refused(/not JSON/));
  });

  it.each<[string, RegExp, (folder: string) => Promise<void>]>([
    ['a file is missing', /encoder\.onnx is missing/, (folder) => rm(join(folder, 'encoder.onnx'))],
    ['a file is cut', /decoder\.onnx has 3 bytes instead of 7/, (folder) => truncate(join(folder, 'decoder.onnx'), 3)],
    [
      'a byte is changed',
      /encoder\.onnx has SHA-256 [0-9a-f]{64} instead of/,
      (folder) => writeFile(join(folder, 'encoder.onnx'), 'encodes'),
    ],
    ['a file is not listed', /llm\/more\.bin is not listed/, (folder) => appendFile(join(folder, 'llm/more.bin'), 'x')],
  ])('is refused where %s, and says so', async (_, message, damage) => {
    const folder = await small();
    await damage(folder);
    await expect(loadBundle(folder)).rejects.toThrowError(refused(message));
  });

  it.each<[string, RegExp, (manifest: Manifest) => void]>([
    ['format', /bundle\.json format/, (manifest) => Object.assign(manifest, { format: 'wetread.bundle/2' })],
    [
      'prompt',
      /prompt\.summary: must contain \{image\}/,
      (manifest) => Object.assign(manifest.prompt, { summary: '{question}' }),
    ],
    ['path', /files/, (manifest) => Object.assign(manifest.files, { '../x': { sha256: 'a'.repeat(64), bytes: 1 } })],
    [
      'encoder',
      /other\.onnx is named but not listed/,
      (manifest) => Object.assign(manifest.encoder, { file: 'other.onnx' }),
    ],
    ['width', /embed_tokens F16 or F32 \[\d+,8\]/, (manifest) => Object.assign(manifest.decoder, { width: 8 })],
  ])('is refused where its %s is wrong, and says so', async (_, message, change) => {
    await expect(loadBundle(await small(change))).rejects.toThrowError(refused(message));
  });
});

describe('a safetensors file', () => {
  const write = async (bytes: Uint8Array) => {
    const folder = await small();
    await writeFile(join(folder, 'x.safetensors'), bytes);
    return join(folder, 'x.safetensors');
  };

  it('gives each tensor with its type and shape', async () => {
    const path = await write(
      safetensors({
        odd: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) },
        half: { dtype: 'F16', shape: [2, 1], data: Float16Array.of(1.5, -2) },
        long: { dtype: 'I64', shape: [1], data: BigInt64Array.of(-9n) },
      }),
    );
    const tensors = await readSafetensors(path);
    expect(tensors.get('odd')).toEqual({ dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) });
    expect([...(tensors.get('half')?.data ?? [])]).toEqual([1.5, -2]);
    expect(tensors.get('long')?.data).toEqual(BigInt64Array.of(-9n));
  });

  const whole = safetensors({ a: { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) } });
  it.each<[string, Uint8Array, RegExp]>([
    ['is empty', Buffer.alloc(0), /too few/],
    ['claims a huge header', Buffer.alloc(16, 0xff), /claims a header/],
    ['is cut', whole.subarray(0, -1), /ends before the data of a/],
    ['has a wrong extent', Buffer.from(whole.toString('latin1').replace('[2]', '[3]'), 'latin1'), /needs 12/],
    ['has another type', Buffer.from(whole.toString('latin1').replace('F32', 'F8x'), 'latin1'), /cannot be read/],
  ])('that %s is refused', async (_, bytes, message) => {
    await expect(readSafetensors(await write(bytes))).rejects.toThrowError(refused(message));
  });
});
