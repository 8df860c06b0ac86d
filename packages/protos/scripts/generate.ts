import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

/**
 * Writes src/generated from the .proto files: the TypeScript types, and the descriptor as a module, so that no service
 * has to find a .proto file at run time. With --check it writes nothing and fails where the files would change.
 */

const here = dirname(fileURLToPath(import.meta.url));
const protoRoot = join(here, '../../../protos');
const protos = ['wetread/v1/encoder.proto', 'wetread/v1/reader.proto'];
const target = join(here, '../src/generated');

function generate(folder: string): void {
  const loaderPath = createRequire(import.meta.url).resolve('@grpc/proto-loader');
  const bin = join(dirname(loaderPath), '../bin/proto-loader-gen-types.js');
  const options = ['--longs=Number', '--enums=String', '--defaults', '--oneofs', '--includeComments'];
  const grpc = ['--grpcLib=@grpc/grpc-js', '--importFileExtension=.ts'];
  execFileSync(process.execPath, [bin, ...options, ...grpc, '--includeDirs=.', `--outDir=${folder}`, ...protos], {
    cwd: protoRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const root = protobuf.loadSync(protos.map((proto) => join(protoRoot, proto)));
  const json = JSON.stringify(root.toJSON(), null, 2);
  // The generator names each source by its path on this machine.
  for (const file of typeScript(folder)) {
    const path = join(folder, file);
    const named = readFileSync(path, 'utf8').replace(/^\/\/ Original file: .*?(wetread\/.*)$/m, '// Generated from $1');
    writeFileSync(path, named);
  }
  writeFileSync(
    join(folder, 'descriptor.ts'),
    `// Generated from ${protos.join(' and ')}\nexport const descriptor: object = ${json};\n`,
  );
}

function typeScript(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).sort();
}

function contents(folder: string): string {
  return typeScript(folder)
    .map((file) => `== ${file}\n${readFileSync(join(folder, file), 'utf8')}`)
    .join('');
}

const made = mkdtempSync(join(tmpdir(), 'wetread-protos-'));
try {
  generate(made);
  if (!process.argv.includes('--check')) {
    rmSync(target, { recursive: true, force: true });
    cpSync(made, target, { recursive: true });
  } else if (contents(made) !== contents(target)) {
    console.error('packages/protos/src/generated does not match protos/; run: npm run generate');
    process.exitCode = 1;
  }
} finally {
  rmSync(made, { recursive: true });
}
