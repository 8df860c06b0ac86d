import type { Manifest } from '@wetread/model';
import type { Command } from 'commander';
import { Output, styled, wrap } from '../output.ts';
import { renderFields, renderTable } from '../table.ts';

export function addBundle(program: Command): void {
  const bundle = program
    .command('bundle')
    .summary('model bundles')
    .description('Model bundles: the folders that docs/bundle.md describes.');
  bundle
    .command('inspect')
    .summary('show what a bundle says of itself')
    .description('Shows what a bundle says of itself, after every digest was checked.')
    .argument('<folder>', 'the bundle')
    .action((folder: string, _: object, command: Command) => inspect(new Output(command.optsWithGlobals()), folder));
  bundle
    .command('verify')
    .summary('check a bundle')
    .description('Checks a bundle as the services do at their start: manifest, digests, shapes, and both graphs.')
    .argument('<folder>', 'the bundle')
    .action((folder: string, _: object, command: Command) => verify(new Output(command.optsWithGlobals()), folder));
  bundle
    .command('oras')
    .summary('say how to push a bundle into a registry')
    .description('Prints the command of ORAS (https://oras.land) that pushes a bundle, after every digest was checked.')
    .argument('<folder>', 'the bundle')
    .argument('<repository>', 'such as registry.example.org/models/chest')
    .action((folder: string, repository: string, _: object, command: Command) =>
      sayHowToPush(new Output(command.optsWithGlobals()), folder, repository),
    );
}

/** One layer a file: pushed as a folder, it would be packed into one. */
async function sayHowToPush(output: Output, folder: string, repository: string): Promise<void> {
  const { loadBundle } = await import('@wetread/model');
  const { manifest, digest } = await loadBundle(folder);
  const files = ['bundle.json', ...Object.keys(manifest.files)];
  const where = `${repository}:${manifest.version}`;
  const artifact = '--artifact-type application/vnd.wetread.bundle.v1';
  // Names in a bundle have no character that a shell reads.
  const push = `cd ${quoted(folder)} && oras push ${quoted(where)} ${artifact} ${files.join(' ')}`;
  const told = { folder, digest, push, url: `oci://${repository}@DIGEST` };
  const then = `Then BUNDLE_STORAGE_URL=${told.url}, with the digest that it prints, and BUNDLE_DIGEST=${digest}.`;
  output.result(told, () => `${push}\n\n${wrap(then, 0)}`);
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

async function inspect(output: Output, folder: string): Promise<void> {
  const { loadBundle } = await import('@wetread/model');
  const { manifest, digest } = await loadBundle(folder);
  output.result({ folder, digest, manifest }, () => renderManifest(manifest, digest));
}

/** The graphs are opened as the encoder and the decoder open them. */
async function verify(output: Output, folder: string): Promise<void> {
  const { loadBundle, checkEncoderGraph, checkDecoderGraph } = await import('@wetread/model');
  const { InferenceSession } = await import('onnxruntime-node');
  const bundle = await loadBundle(folder);
  output.note('Manifest, digests and shapes are right; opening the graphs …');
  const checks = [
    [bundle.manifest.encoder.file, checkEncoderGraph],
    [bundle.manifest.decoder.file, checkDecoderGraph],
  ] as const;
  for (const [file, check] of checks) {
    const session = await InferenceSession.create(bundle.path(file));
    check(session, bundle.manifest);
    await session.release();
  }
  const { name, version, files } = bundle.manifest;
  const told = { valid: true, folder, name, version, digest: bundle.digest, files: Object.keys(files).length };
  output.result(
    told,
    () => `${styled('green', 'valid')}  ${name} ${version}, ${told.files} files, digest ${told.digest}`,
  );
}

function renderManifest(manifest: Manifest, digest: string): string {
  const { encoder, decoder, image, prompt, decoding } = manifest;
  const fields = renderFields([
    ['Name', `${manifest.name} ${manifest.version}`],
    ['Digest', digest],
    ['Licence', manifest.license],
    ['Image', `${image.size}×${image.size}, mean ${image.mean}, standard deviation ${image.std}`],
    ['Encoder', `${encoder.file}, ${encoder.imageTokens} image tokens`],
    ['Decoder', `${decoder.file}, ${decoder.layers} layers, width ${decoder.width}, ${decoder.weights}`],
    ['Context', `${decoder.contextLength} tokens of ${decoder.vocab}`],
    [
      'Decoding',
      `at most ${decoding.maxNewTokens} tokens, temperature ${decoding.temperature}, top p ${decoding.topP}`,
    ],
    ['Prompt', JSON.stringify(prompt.summary)],
  ]);
  const texts = [
    `${styled('bold', 'Intended use')}\n${wrap(manifest.intendedUse, 2)}`,
    `${styled('bold', 'Notice')}\n${wrap(manifest.notice, 2)}`,
  ];
  const rows = Object.entries(manifest.files).map(([file, { bytes, sha256 }]) => [file, String(bytes), sha256]);
  return [fields, ...texts, renderTable(['FILE', 'BYTES', 'SHA-256'], rows)].join('\n\n');
}
