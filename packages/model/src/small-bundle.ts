import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '@wetread/contracts';
import type { Manifest } from './manifest.ts';

/** For tests: a bundle of a few bytes with every file of the format; its graphs are not graphs. */
export async function writeSmallBundle(change: (manifest: Manifest) => void = () => {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wetread-bundle-'));
  const table = Float32Array.from({ length: VOCAB * WIDTH }, (_, i) => i / 8);
  const files: Record<string, Uint8Array> = {
    'encoder.onnx': Buffer.from('encoder'),
    'decoder.onnx': Buffer.from('decoder'),
    'embeddings.safetensors': safetensors({
      embed_tokens: { dtype: 'F16', shape: [VOCAB, WIDTH], data: new Float16Array(table) },
    }),
    'tokenizer.json': Buffer.from(JSON.stringify(tokenizerJson)),
    'llm/config.json': Buffer.from('{}'),
  };
  const manifest = manifestOf(files);
  change(manifest);
  for (const [file, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), bytes);
  }
  await writeFile(join(folder, 'bundle.json'), JSON.stringify(manifest));
  return folder;
}

interface TensorSource {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

export function safetensors(tensors: Readonly<Record<string, TensorSource>>): Buffer {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    const start = at;
    at += data.byteLength;
    return [name, { dtype, shape, data_offsets: [start, at] }] as const;
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const datas = Object.values(tensors).map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([length, header, ...datas]);
}

const bytes = Array.from({ length: 256 }, (_, value) => `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`);
const letters = [...'▁abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:#?'];
const vocab = ['<unk>', '<s>', '</s>', ...bytes, ...letters, '▁a', 'lu', 'ng'];
const VOCAB = vocab.length;
const WIDTH = 4;

/** In the manner of LLaMA: bytes for what the vocabulary lacks, a mark for the space. */
export const tokenizerJson = {
  version: '1.0',
  added_tokens: ['<unk>', '<s>', '</s>'].map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  pre_tokenizer: null,
  post_processor: null,
  decoder: {
    type: 'Sequence',
    decoders: [
      { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
      { type: 'ByteFallback' },
      { type: 'Fuse' },
      { type: 'Strip', content: ' ', start: 1, stop: 0 },
    ],
  },
  model: {
    type: 'BPE',
    unk_token: '<unk>',
    fuse_unk: true,
    byte_fallback: true,
    vocab: Object.fromEntries(vocab.map((token, id) => [token, id])),
    merges: ['▁ a', 'l u', 'n g'],
  },
};

function manifestOf(files: Readonly<Record<string, Uint8Array>>): Manifest {
  return {
    format: 'wetread.bundle/1',
    name: 'small',
    version: '1',
    license: 'Apache-2.0',
    intendedUse: 'Tests',
    notice: 'Not for clinical use.',
    files: Object.fromEntries(
      Object.entries(files).map(([file, data]) => [file, { sha256: sha256(data), bytes: data.length }]),
    ),
    image: { size: 32, pad: 'square', fill: 0, resample: 'bicubic', mean: 0.5, std: 0.25 },
    encoder: { file: 'encoder.onnx', imageTokens: 2 },
    decoder: {
      file: 'decoder.onnx',
      embeddings: 'embeddings.safetensors',
      weights: 'float32',
      layers: 1,
      kvHeads: 1,
      headDim: 4,
      width: WIDTH,
      vocab: VOCAB,
      contextLength: 64,
    },
    tokenizer: { file: 'tokenizer.json', bosId: 1, eosId: 2 },
    prompt: {
      system: 'Be brief.\n',
      summary: '###Doctor: {image} {question}\n###Assistant:',
      turn: '{answer}\n###Doctor: {question}\n###Assistant:',
      instructions: ['Describe.', 'Report.'],
      stop: ['###'],
    },
    sections: { findings: 'Findings:', impression: 'Impression:' },
    decoding: { maxNewTokens: 16, temperature: 0, topP: 0.9, repetitionPenalty: 1 },
    llm: 'llm',
  };
}
