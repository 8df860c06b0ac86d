import { type FileHandle, open } from 'node:fs/promises';
import { WetreadError } from '@wetread/contracts';
import { z } from 'zod';

const dtypes = {
  F16: { bytes: 2, view: (data: ArrayBuffer) => new Float16Array(data) },
  F32: { bytes: 4, view: (data: ArrayBuffer) => new Float32Array(data) },
  U8: { bytes: 1, view: (data: ArrayBuffer) => new Uint8Array(data) },
  I64: { bytes: 8, view: (data: ArrayBuffer) => new BigInt64Array(data) },
} as const;
export type Dtype = keyof typeof dtypes;
type DataOf<T extends Dtype> = ReturnType<(typeof dtypes)[T]['view']>;

export type Tensor<T extends Dtype = Dtype> = {
  [D in T]: { readonly dtype: D; readonly shape: readonly number[]; readonly data: DataOf<D> };
}[T];

export interface TensorInfo {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Byte offsets from the start of the file, end exclusive. */
  readonly start: number;
  readonly end: number;
}

const entry = z.object({
  dtype: z.enum(Object.keys(dtypes) as [Dtype, ...Dtype[]]),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const header = z.object({ __metadata__: z.unknown().optional() }).catchall(entry);

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 64 * 1024 * 1024;
const MAX_READ_BYTES = 1 << 30;

/**
 * The tensors a file holds, without their data.
 * @throws WetreadError `bundle_invalid`
 */
export async function readSafetensorsHeader(path: string): Promise<Map<string, TensorInfo>> {
  return withFile(path, (file) => readHeader(path, file));
}

/**
 * All tensors of a file, each in memory of its own.
 * @throws WetreadError `bundle_invalid`
 */
export async function readSafetensors(path: string): Promise<Map<string, Tensor>> {
  return withFile(path, async (file) => {
    const tensors = new Map<string, Tensor>();
    for (const [name, info] of await readHeader(path, file)) tensors.set(name, await readTensor(path, file, info));
    return tensors;
  });
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function readHeader(path: string, file: FileHandle): Promise<Map<string, TensorInfo>> {
  const { size } = await file.stat();
  if (size < LENGTH_BYTES) throw invalid(path, `has ${size} bytes, too few for a header`);
  const length = new DataView(await readBytes(path, file, 0, LENGTH_BYTES)).getBigUint64(0, true);
  const dataStart = LENGTH_BYTES + Number(length);
  if (length > MAX_HEADER_BYTES || dataStart > size) throw invalid(path, `claims a header of ${length} bytes`);
  const text = new TextDecoder().decode(await readBytes(path, file, LENGTH_BYTES, dataStart));
  return checkedInfos(path, parseHeader(path, text), dataStart, size);
}

function parseHeader(path: string, text: string): [string, z.infer<typeof entry>][] {
  try {
    const { __metadata__, ...entries } = header.parse(JSON.parse(text));
    return Object.entries(entries as Record<string, z.infer<typeof entry>>);
  } catch (cause) {
    throw new WetreadError('bundle_invalid', `${path} has a header that cannot be read`, { cause });
  }
}

function checkedInfos(
  path: string,
  entries: [string, z.infer<typeof entry>][],
  dataStart: number,
  fileSize: number,
): Map<string, TensorInfo> {
  const infos = new Map<string, TensorInfo>();
  for (const [name, { dtype, shape, data_offsets }] of entries) {
    const start = dataStart + data_offsets[0];
    const end = dataStart + data_offsets[1];
    const bytes = shape.reduce((product, extent) => product * extent, dtypes[dtype].bytes);
    if (end - start !== bytes)
      throw invalid(path, `gives ${name} ${end - start} bytes; ${dtype} [${shape}] needs ${bytes}`);
    if (end > fileSize) throw invalid(path, `ends before the data of ${name} does`);
    infos.set(name, { dtype, shape, start, end });
  }
  return infos;
}

async function readTensor(path: string, file: FileHandle, info: TensorInfo): Promise<Tensor> {
  const data = dtypes[info.dtype].view(await readBytes(path, file, info.start, info.end));
  return { dtype: info.dtype, shape: info.shape, data } as Tensor;
}

async function readBytes(path: string, file: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(end - start);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, Math.min(bytes.length - at, MAX_READ_BYTES), start + at);
    if (bytesRead === 0) throw invalid(path, 'ends before its data does');
    at += bytesRead;
  }
  return bytes.buffer;
}

const invalid = (path: string, fault: string) => new WetreadError('bundle_invalid', `${path} ${fault}`);
