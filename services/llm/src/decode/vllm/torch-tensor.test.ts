import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tempFolder } from '@wetread/testing';
import { describe, expect, it } from 'vitest';
import { torchDtypes, torchTensor } from './torch-tensor.ts';

const python = fileURLToPath(new URL('../../../../../training/.venv/bin/python', import.meta.url));
const WIDTH = 3;

/** Halfway cases of both half formats, the largest of float16, a subnormal, both zeros, and what a float32 holds exactly. */
const values = Float32Array.from([
  1,
  -2,
  0.1,
  65_504,
  -65_519,
  6e-8,
  1 + 2 ** -11,
  1 + 2 ** -8,
  1 + 3 * 2 ** -8,
  0,
  -0,
  Math.PI,
]);

const LOAD = `
import sys, torch
floats = torch.frombuffer(bytearray.fromhex(sys.stdin.read()), dtype=torch.float32).reshape(-1, ${WIDTH})
for path in sys.argv[1:]:
    tensor = torch.load(path, weights_only=True, map_location="cpu")
    bits = torch.int32 if tensor.dtype == torch.float32 else torch.int16
    same = torch.equal(tensor.view(bits), floats.to(tensor.dtype).view(bits))
    print(tensor.dtype, list(tensor.shape), tensor.is_contiguous(), same)
`;

describe('a tensor file', () => {
  it('is the same each time, and stores its numbers as they are', () => {
    const file = torchTensor(values, WIDTH, 'float32');
    expect(file).toEqual(torchTensor(values, WIDTH, 'float32'));
    expect(file.indexOf(Buffer.from(values.buffer))).toBeGreaterThan(0);
  });

  it.each([
    ['float16', 65_520],
    ['bfloat16', 3.4e38],
  ] as const)('of %s refuses what would become infinite', (dtype, value) => {
    expect(() => torchTensor(Float32Array.of(1, -value, 0), WIDTH, dtype)).toThrow(
      expect.objectContaining({ code: 'embedding_invalid' }),
    );
  });

  // `training/setup.sh` makes the environment; .ci/run calls it first.
  it.skipIf(!existsSync(python))('is what torch.load(weights_only=True) reads, to the bit', async () => {
    const folder = await tempFolder('tensor');
    const paths = torchDtypes.map((dtype) => join(folder.path, `${dtype}.pt`));
    for (const [i, dtype] of torchDtypes.entries()) {
      await writeFile(paths[i] as string, torchTensor(values, WIDTH, dtype));
    }
    const running = promisify(execFile)(python, ['-c', LOAD, ...paths]);
    running.child.stdin?.end(Buffer.from(values.buffer).toString('hex'));
    const { stdout } = await running.finally(() => folder.remove());
    expect(stdout.trim().split('\n')).toEqual(torchDtypes.map((dtype) => `torch.${dtype} [4, 3] True True`));
  });
});
