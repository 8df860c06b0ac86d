import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { dicomFile } from '@wetread/testing';
import sharp from 'sharp';

export interface DemoFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly kind: 'dicom' | 'image';
}

/**
 * The sample studies of a bundle: synthetic radiographs that the model was not trained on. The first goes out as DICOM,
 * so that both ways in are used.
 */
export async function sampleFiles(bundleFolder: string): Promise<DemoFile[]> {
  const folder = join(bundleFolder, 'samples');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
  const [first, ...others] = await Promise.all(names.map((name) => demoFile(join(folder, name))));
  if (!first) throw new Error(`${folder} has no sample images.`);
  return [await asDicom(first), ...others];
}

/** A person's own file, sent as it is. */
export async function demoFile(path: string): Promise<DemoFile> {
  const bytes = await readFile(path);
  const isImage = bytes.subarray(1, 4).toString('latin1') === 'PNG' || bytes.readUInt16BE(0) === 0xffd8;
  return { name: basename(path), bytes, kind: isImage ? 'image' : 'dicom' };
}

async function asDicom(file: DemoFile): Promise<DemoFile> {
  const { data, info } = await sharp(file.bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
  const bytes = await dicomFile({
    image: { width: info.width, height: info.height, bits: 8, pixels: Uint16Array.from(data) },
    patientId: 'DEMO-1',
    patientName: 'Demo^Synthetic',
  });
  return { name: file.name.replace(/\.png$/, '.dcm'), bytes, kind: 'dicom' };
}
