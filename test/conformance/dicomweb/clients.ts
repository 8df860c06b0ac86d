import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { newUid } from '@wetread/contracts';
import { root, Stack } from '@wetread/stack';
import { dicomFile, freePort, syntheticRadiograph, tempFolder, transferSyntaxes } from '@wetread/testing';
import { type Check, tryOrthanc } from './orthanc.ts';

/** A running stack and files in several transfer syntaxes for its clients: `client.py`, then Orthanc. The last line counts. */

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
const total = { passed: 0, failed: 0 };
const check: Check = async (name, test) => {
  const right = await test().catch((error: unknown) => {
    console.log(String(error));
    return false;
  });
  console.log(`${right ? 'ok  ' : 'FAIL'} ${name}`);
  total[right ? 'passed' : 'failed']++;
};

try {
  const script = fileURLToPath(new URL('client.py', import.meta.url));
  const child = spawn(python, [script, `${stack.url}/dicomweb`, stack.apiKey, files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    if (line.startsWith('ok ')) total.passed++;
    if (line.startsWith('FAIL ')) total.failed++;
  }
  if (child.exitCode === null) await once(child, 'exit');
  // One that broke without naming a check.
  if (child.exitCode !== 0 && total.failed === 0) total.failed++;
  const skipped = await tryOrthanc(stack, check);
  console.log(`DICOMweb clients: ${total.passed} passed, ${total.failed} failed, ${skipped} skipped`);
} finally {
  await stack.stop();
  await folder.remove();
}
process.exitCode = total.failed === 0 ? 0 : 1;
