import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { RefusalError } from '@wetread/contracts';
import type { FrameHead } from './codestream.ts';

/**
 * The decoders of dcmjs-codecs, one WebAssembly module of libijg, CharLS, OpenJPEG and OpenJPH. Its own loader keeps one
 * instance for good and its messages for itself; here an instance that failed, or that has grown large, is thrown away,
 * memory is bounded, and what the decoders only warn of is heard. Synchronous: it belongs in a render thread (I5).
 */
export type Decoder = 'DecodeJpeg' | 'DecodeJpegLs' | 'DecodeJpeg2000' | 'DecodeHtJpeg2000';

type Call = (...numbers: number[]) => number;
interface Instance {
  readonly call: Readonly<Record<string, Call>>;
  readonly memory: WebAssembly.Memory;
}

const MiB = 1024 * 1024;
/** The module starts with 256 MiB of address space, of which only what is written to costs memory. */
const FIXED_BYTES = 320 * MiB;
/** JPEG 2000 holds a sample in four bytes, several times over. */
const BYTES_PER_SAMPLE = 24;
/** What a decoder says when it filled up what was missing. */
const INCOMPLETE = /premature end|bad huffman|truncated|too short|not enough data|corrupt jpeg data: bad/i;

let module: WebAssembly.Module | undefined;
let idle: Instance | undefined;
let incomplete = false;
let memoryLimit = FIXED_BYTES;

/** Samples as the frame holds them: bytes up to 8 bits, else little-endian words. Throws RefusalError. */
export function decodeInWasm(decoder: Decoder, frame: Uint8Array, head: FrameHead): Uint8Array {
  const samples = head.width * head.height * head.components;
  // A signed byte would be clipped to what an unsigned one holds.
  const wide = head.precision > 8 || head.signed;
  incomplete = false;
  memoryLimit = FIXED_BYTES + BYTES_PER_SAMPLE * samples;
  const instance = idle ?? instantiate();
  idle = undefined;
  const decoded = run(instance, decoder, frame, head, wide);
  if (instance.memory.buffer.byteLength <= FIXED_BYTES) idle = instance;
  if (incomplete) throw new RefusalError('pixel_data_invalid', 'The compressed frame is incomplete.');
  if (decoded.length !== samples * (wide && head.precision <= 16 ? 2 : 1)) {
    throw new RefusalError('pixel_data_invalid', 'The compressed frame has another size than its header says.');
  }
  return decoded;
}

function run(instance: Instance, decoder: Decoder, frame: Uint8Array, head: FrameHead, wide: boolean): Uint8Array {
  try {
    return decode(instance, decoder, frame, head, wide);
  } catch (error) {
    if (error instanceof RefusalError) throw error;
    throw new RefusalError('pixel_data_invalid', undefined, error);
  }
}

function decode({ call, memory }: Instance, decoder: Decoder, frame: Uint8Array, head: FrameHead, wide: boolean) {
  const ask = (name: string, ...numbers: number[]): number => (call[name] as Call)(...numbers);
  const context = ask('CreateCodecsContext');
  const parameters = ask('CreateDecoderParameters');
  ask('SetColumns', context, head.width);
  ask('SetRows', context, head.height);
  ask('SetBitsAllocated', context, wide ? 16 : 8);
  ask('SetBitsStored', context, head.precision);
  ask('SetSamplesPerPixel', context, head.components);
  ask('SetPixelRepresentation', context, head.signed ? 1 : 0);
  ask('SetConvertColorspaceToRgb', parameters, 0);
  ask('SetEncodedBufferSize', context, frame.length);
  new Uint8Array(memory.buffer).set(frame, ask('GetEncodedBuffer', context));
  ask(decoder, context, parameters);
  const at = ask('GetDecodedBuffer', context);
  const decoded = new Uint8Array(memory.buffer, at, ask('GetDecodedBufferSize', context)).slice();
  ask('ReleaseDecoderParameters', parameters);
  ask('ReleaseCodecsContext', context);
  return decoded;
}

function instantiate(): Instance {
  module ??= new WebAssembly.Module(
    readFileSync(createRequire(import.meta.url).resolve('dcmjs-codecs/build/dcmjs-native-codecs.wasm')),
  );
  let memory: WebAssembly.Memory | undefined;
  const text = (at: number, length: number): string =>
    Buffer.from((memory as WebAssembly.Memory).buffer, at, length).toString('latin1');
  const note = (at: number, length: number): void => {
    incomplete ||= INCOMPLETE.test(text(at, length));
  };
  const nothing = (): number => 0;
  const { exports } = new WebAssembly.Instance(module, {
    env: {
      onCodecsException: (at: number, length: number) => {
        throw new Error(text(at, length));
      },
      onCodecsInfo: note,
      onCodecsTrace: nothing,
      emscripten_notify_memory_growth: () => {
        if (memory && memory.buffer.byteLength > memoryLimit) {
          throw new RefusalError('image_too_large', 'Decoding it needs more memory than allowed.');
        }
      },
    },
    wasi_snapshot_preview1: {
      proc_exit: (status: number) => {
        throw new Error(`The decoder ended with status ${status}.`);
      },
      clock_time_get: nothing,
      fd_write: (_: number, vectors: number, count: number, written: number) =>
        collect(memory as WebAssembly.Memory, vectors, count, written, note),
      fd_close: nothing,
      fd_seek: nothing,
      environ_sizes_get: nothing,
      environ_get: nothing,
    },
  });
  memory = exports['memory'] as WebAssembly.Memory;
  const call = exports as unknown as Record<string, Call>;
  call['_initialize']?.();
  return { call, memory };
}

/** What a decoder prints, WASI's gather write. */
function collect(
  memory: WebAssembly.Memory,
  vectors: number,
  count: number,
  written: number,
  note: (at: number, length: number) => void,
): number {
  const view = new DataView(memory.buffer);
  let total = 0;
  for (let vector = 0; vector < count; vector++) {
    const [at, length] = [view.getUint32(vectors + 8 * vector, true), view.getUint32(vectors + 8 * vector + 4, true)];
    note(at, length);
    total += length;
  }
  view.setUint32(written, total, true);
  return 0;
}
