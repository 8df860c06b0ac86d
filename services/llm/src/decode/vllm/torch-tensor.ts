import { WetreadError } from '@wetread/contracts';
import { zipStored } from './zip-stored.ts';

export const torchDtypes = ['float16', 'bfloat16', 'float32'] as const;
export type TorchDtype = (typeof torchDtypes)[number];

const STORAGES: Readonly<Record<TorchDtype, string>> = {
  float16: 'HalfStorage',
  bfloat16: 'BFloat16Storage',
  float32: 'FloatStorage',
};

/**
 * The bytes that `torch.save` writes of a contiguous tensor [rows, width], which `torch.load(weights_only=True)` reads: a
 * ZIP archive with a pickle that names the shape, and the numbers, little-endian.
 * @throws WetreadError `embedding_invalid` where a value is beyond the range of `dtype`
 */
export function torchTensor(values: Float32Array, width: number, dtype: TorchDtype): Buffer {
  const shape = [values.length / width, width] as const;
  return zipStored([
    { name: 'archive/data.pkl', data: pickle(shape, STORAGES[dtype]) },
    { name: 'archive/byteorder', data: Buffer.from('little') },
    { name: 'archive/data/0', data: numbers(values, dtype) },
    { name: 'archive/version', data: Buffer.from('3\n') },
  ]);
}

/** `torch._utils._rebuild_tensor_v2(storage, 0, (rows, width), (width, 1), False, OrderedDict())`, in pickle's protocol 2. */
function pickle([rows, width]: readonly [number, number], storage: string): Buffer {
  const { mark, tuple, tuple2, reduce } = OP;
  const persistentId = [mark, text('storage'), global('torch', storage), text('0'), text('cpu'), int(rows * width)];
  return Buffer.concat([
    Buffer.from([0x80, 2]),
    global('torch._utils', '_rebuild_tensor_v2'),
    mark,
    ...[...persistentId, tuple, OP.fromPersistentId],
    int(0),
    ...[int(rows), int(width), tuple2],
    ...[int(width), int(1), tuple2],
    OP.no,
    ...[global('collections', 'OrderedDict'), OP.emptyTuple, reduce],
    ...[tuple, reduce, OP.stop],
  ]);
}

const OP = {
  mark: Buffer.from('('),
  tuple: Buffer.from('t'),
  tuple2: Buffer.from([0x86]),
  emptyTuple: Buffer.from(')'),
  reduce: Buffer.from('R'),
  fromPersistentId: Buffer.from('Q'),
  no: Buffer.from([0x89]),
  stop: Buffer.from('.'),
};

const global = (module: string, name: string): Buffer => Buffer.from(`c${module}\n${name}\n`);

function text(value: string): Buffer {
  const head = Buffer.from('X\0\0\0\0');
  head.writeUInt32LE(Buffer.byteLength(value), 1);
  return Buffer.concat([head, Buffer.from(value)]);
}

function int(value: number): Buffer {
  const bytes = Buffer.from('J\0\0\0\0');
  bytes.writeInt32LE(value, 1);
  return bytes;
}

function numbers(values: Float32Array, dtype: TorchDtype): Uint8Array {
  if (dtype === 'float32') return bytesOf(values);
  checkRange(values, MOST[dtype]);
  return bytesOf(dtype === 'float16' ? new Float16Array(values) : bfloat16(values));
}

/** From here on rounding gives infinity: half a step above the largest number. */
const MOST = { float16: 65_520, bfloat16: (2 - 2 ** -8) * 2 ** 127 };

function checkRange(values: Float32Array, most: number): void {
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i] as number) < most)) {
      throw new WetreadError('embedding_invalid', `A value of the prompt's embeddings is beyond ±${most}`);
    }
  }
}

/** The upper half of each float32, rounded to nearest even. */
function bfloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (value) => (value + 0x7fff + ((value >>> 16) & 1)) >>> 16);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float16Array | Uint16Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
