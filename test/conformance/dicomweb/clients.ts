import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newUid } from '@wetread/contracts';
import { root, Stack } from '@wetread/stack';
import { dicomFile, freePort, syntheticRadiograph, tempFolder, transferSyntaxes } from '@wetread/testing';

/** A running stack and files in several transfer syntaxes for `client.py`, whose last line counts. */

const [python = 'python3'] = process.argv.slice(2);
const syntaxes = [
  'explicitLittleEndian',
  'implicitLittleEndian',
  'rleLossless',
  'jpegBaseline',
  'jpegLosslessFirstOrder',
  'jpegLsLossless',
  'jpeg2000Lossless',
  'htj2kLossless',
] as const;

async function writeFiles(folder: string): Promise<void> {
  await mkdir(folder);
  const [studyUid, seriesUid] = [newUid(), newUid()];
  for (const [at, name] of syntaxes.entries()) {
    const bits = name === 'jpegBaseline' ? 8 : 12;
    const image = syntheticRadiograph({ width: 128, height: 120, bits, seed: at });
    const attributes = { InstanceNumber: String(at + 1), AccessionNumber: 'A-1', StudyDescription: 'Chest' };
    const file = await dicomFile({
      image,
      studyUid,
      seriesUid: at < 4 ? seriesUid : newUid(),
      transferSyntax: transferSyntaxes[name],
      patientId: 'DICOMWEB-1',
      patientName: 'Müller^Anna',
      attributes,
    });
    await writeFile(join(folder, `${name}.dcm`), file);
  }
}

const folder = await tempFolder('dicomweb-clients');
const files = join(folder.path, 'files');
await writeFiles(files);
const port = await freePort();
const stack = await Stack.start({
  dataFolder: join(folder.path, 'stack'),
  bundleFolder: join(root, 'models', 'demo'),
  port,
  // dicomweb-client leaves the port out of the header Host, so addresses are not to be taken from that.
  env: { all: { PUBLIC_URL: `http://127.0.0.1:${port}` } },
});
try {
  const script = fileURLToPath(new URL('client.py', import.meta.url));
  const child = spawn(python, [script, `${stack.url}/dicomweb`, stack.apiKey, files], { stdio: 'inherit' });
  const [status] = await once(child, 'exit');
  process.exitCode = status === 0 ? 0 : 1;
} finally {
  await stack.stop();
  await folder.remove();
}
