import { execFile, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { type DicomFileOptions, dicomFile } from './dicom-file.ts';
import { sopClasses, transferSyntaxes } from './dicom-uids.ts';
import { jpegFile, pngBomb, pngFile, toBytes } from './images.ts';
import { nonImageDicom } from './odd-files.ts';
import { freePort, tempFolder, waitFor } from './places.ts';
import { syntheticRadiograph } from './radiograph.ts';
import { startRedis } from './redis.ts';
import { stowBody, uploadForm } from './requests.ts';

const run = promisify(execFile);
const image = syntheticRadiograph({ width: 200, height: 160, bits: 12, seed: 4 });

describe('synthetic radiographs', () => {
  it('are the same for the same seed, and differ by seed and finding', () => {
    const small = { width: 64, height: 64, seed: 9 };
    expect(syntheticRadiograph(small)).toEqual(syntheticRadiograph(small));
    expect(syntheticRadiograph(small).pixels).not.toEqual(syntheticRadiograph({ ...small, seed: 10 }).pixels);
    expect(syntheticRadiograph(small).pixels).not.toEqual(
      syntheticRadiograph({ ...small, findings: ['effusion'] }).pixels,
    );
  });

  it('become PNG and JPEG files of one channel', async () => {
    expect(await sharp(await pngFile(image)).metadata()).toMatchObject({
      format: 'png',
      width: 200,
      height: 160,
      depth: 'ushort',
    });
    const eight = { ...image, bits: 8, pixels: Uint16Array.from(toBytes(image)) };
    expect(await sharp(await pngFile(eight)).metadata()).toMatchObject({ channels: 1, depth: 'uchar' });
    expect(await sharp(await jpegFile(eight)).metadata()).toMatchObject({ format: 'jpeg', channels: 1 });
  });

  it('make a bomb that is small and says it is not', async () => {
    const bomb = await pngBomb(20_000, 20_000);
    expect(bomb.length).toBeLessThan(100_000);
    expect(await sharp(bomb, { limitInputPixels: false }).metadata()).toMatchObject({ width: 20_000, height: 20_000 });
    const small = await sharp(await pngBomb(70, 50)).stats();
    expect(small.channels[0]?.max).toBe(0);
  });
});

const checkers = ['dcmdump', 'dciodvfy'].filter((program) => spawnSync(program, ['-h']).error === undefined);
for (const program of ['dcmdump', 'dciodvfy'].filter((name) => !checkers.includes(name))) {
  console.warn(`DICOM files not checked by ${program}: it is not on the PATH.`);
}

describe.skipIf(checkers.length === 0)(`DICOM files, checked by ${checkers.join(' and ')}`, () => {
  const secondary = { sopClass: sopClasses.secondaryCapture, modality: 'OT' };
  const colour = { photometric: 'YBR_RCT', bitsStored: 8 } as const;
  it.each<[string, DicomFileOptions]>([
    ['digital X-ray', {}],
    ['digital X-ray, JPEG baseline', { transferSyntax: transferSyntaxes.jpegBaseline }],
    [
      'computed radiography, implicit',
      {
        sopClass: sopClasses.computedRadiography,
        modality: 'CR',
        transferSyntax: transferSyntaxes.implicitLittleEndian,
        photometric: 'MONOCHROME1',
      },
    ],
    ['secondary capture, signed', { ...secondary, signed: true, bitsStored: 16 }],
    ['secondary capture, planar colour', { ...secondary, photometric: 'RGB', planar: true, bitsStored: 8 }],
    ['secondary capture, palette', { ...secondary, photometric: 'PALETTE COLOR', bitsStored: 8 }],
    ...Object.entries(transferSyntaxes)
      // The checker cannot read the deflated and the newest ones; dcmtk and OpenJPEG do in packages/dicom.
      .filter(([name]) => !/BigEndian|deflated|htj2k/.test(name))
      .map(([name, transferSyntax]): [string, DicomFileOptions] => [`digital X-ray, ${name}`, { transferSyntax }]),
    [
      'secondary capture, colour in JPEG 2000',
      { ...secondary, ...colour, transferSyntax: transferSyntaxes.jpeg2000Lossless },
    ],
  ])('%s is valid', async (_, options) => {
    await expectValid(await dicomFile({ image, ...options }));
  });

  it('a text report is valid', async () => {
    await expectValid(nonImageDicom());
  });
});

async function expectValid(file: Buffer): Promise<void> {
  const folder = await tempFolder('valid');
  const path = join(folder.path, 'a.dcm');
  await writeFile(path, file);
  for (const program of checkers) {
    const { stdout, stderr } = await run(program, [path]).catch((failed: { stdout: string; stderr: string }) => failed);
    expect(`${stdout}${stderr}`.split('\n').filter((line) => /^(E:|Error)/.test(line))).toEqual([]);
  }
  await folder.remove();
}

it('writes a multipart/related body that holds each file once', () => {
  const { body, contentType } = stowBody([Buffer.from('one'), Buffer.from('two')]);
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1];
  const parts = body.toString('latin1').split(`--${boundary}`);
  expect(parts.map((part) => part.split('\r\n\r\n')[1])).toEqual([undefined, 'one\r\n', 'two\r\n', undefined]);
  expect(parts.at(-1)).toBe('--\r\n');
});

it('writes an upload form with fields before files', async () => {
  const form = uploadForm([{ name: 'a.png', bytes: Buffer.from('x') }], { priority: 'urgent' });
  expect([...form.keys()]).toEqual(['priority', 'files']);
  expect(await (form.get('files') as File).text()).toBe('x');
});

it('gives a port that can be taken', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  await new Promise((resolve) => server.close(resolve));
});

it('waits for what becomes true and says what did not', async () => {
  let calls = 0;
  expect(await waitFor(() => ++calls === 3 && 'third', { everyMs: 1 })).toBe('third');
  await expect(waitFor(() => false, { timeoutMs: 5, everyMs: 1, what: 'the impossible' })).rejects.toThrow(
    'the impossible',
  );
});

describe('Redis', async () => {
  const redis = await startRedis();
  afterAll(() => redis.stop());

  const say = (line: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(redis.port, new URL(redis.url).hostname, () => socket.write(`${line}\r\n`));
      socket.once('error', reject);
      socket.once('data', (answer) => resolve(answer.toString('latin1')) ?? socket.destroy());
    });

  it('keeps what was written over a crash and a restart', async () => {
    expect(await say('SET kept 1')).toBe('+OK\r\n');
    await redis.kill();
    await expect(say('GET kept')).rejects.toThrow();
    await redis.restart();
    expect(await say('GET kept')).toBe('$1\r\n1\r\n');
    await redis.restart();
    expect(await say('GET kept')).toBe('$1\r\n1\r\n');
  });
});

it('leaves no folder behind', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder.path, 'a'), '');
  await folder.remove();
  await expect(readFile(join(folder.path, 'a'))).rejects.toThrow();
});
