import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '@wetread/contracts';
import { readPatientStudy } from '@wetread/dicom/report';
import { freePort, type Orthanc, orthancIsThere, startOrthanc, tempFolder, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patient, reportUidOf, summarizedDicom } from './fixtures/dicom-study.ts';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';

/** Receiving peers of other makers: Orthanc, and dcmtk's storescp. */

const isThere = (program: string) => spawnSync(program, ['--version']).error === undefined;
const orthancHere = orthancIsThere();
const dcmtkHere = isThere('storescp') && isThere('dciodvfy');
if (!orthancHere) console.log('orthanc or orthanc-dicomweb is not installed: summaries were NOT sent to Orthanc.');
if (!dcmtkHere) console.log('dcmtk or dicom3tools is not installed: summaries were NOT sent to storescp.');

const tls = (name: string) => fileURLToPath(new URL(`fixtures/tls/${name}`, import.meta.url));
const bundle = sha256('bundle');

let world: World;
let key: string;
beforeAll(async () => {
  const schedule = `0,${Array(100).fill('300').join(',')}`;
  world = await startWorld({ WEBHOOK_CA_FILE: tls('ca.crt'), WEBHOOK_SCHEDULE: schedule });
  key = await world.key(tenant);
});
afterAll(() => world.stop());

async function post(path: string, body?: object) {
  const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
  const response = await call(world.url + path, key, {
    method: 'POST',
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  return response.json() as Promise<{ id: string; ok?: boolean; acceptsReports?: boolean }>;
}
async function add(body: object): Promise<string> {
  const { id } = await post('/v1/destinations', body);
  return id;
}
async function delivered(id: string, event: string): Promise<void> {
  await waitFor(
    async () => {
      const response = await call(`${world.url}/v1/destinations/${id}/deliveries/${event}`, key);
      return response.ok && ((await response.json()) as { status: string }).status === 'delivered';
    },
    { timeoutMs: 60_000, what: 'the delivery' },
  );
}
const remove = (id: string) => call(`${world.url}/v1/destinations/${id}`, key, { method: 'DELETE' });

describe.runIf(orthancHere)('Orthanc', () => {
  let orthanc: Orthanc;
  beforeAll(async () => {
    orthanc = await startOrthanc();
  });
  afterAll(() => orthanc.stop());

  const byDimse = () => ({ kind: 'dimse', host: '127.0.0.1', port: orthanc.dicomPort, calledAeTitle: orthanc.aeTitle });
  const byStow = () => ({ kind: 'dicomweb', url: `${orthanc.url}/dicom-web/studies` });
  /** The reports that it shows in the study which has the image. */
  const reportsOf = async (study: string): Promise<Record<string, string>[]> => {
    const query = { Level: 'Study', Query: { StudyInstanceUID: study }, Expand: true };
    const [found, ...others] = await orthanc.ask('/tools/find', query);
    expect(others).toEqual([]);
    const instances = await orthanc.ask(`/studies/${found.ID}/instances`);
    const tags = instances.map(({ ID }: { ID: string }) => orthanc.ask(`/instances/${ID}/simplified-tags`));
    const all: Record<string, string>[] = await Promise.all(tags);
    expect(all.filter(({ Modality }) => Modality === 'DX')).toHaveLength(1);
    return all.filter(({ Modality }) => Modality === 'SR');
  };

  it.each([
    ['C-STORE', byDimse],
    ['STOW-RS', byStow],
  ])('shows a summary under the study of its image, by %s, once however often it is sent', async (_, way) => {
    const id = await add(way());
    expect(await post(`/v1/destinations/${id}/test`)).toMatchObject({ ok: true });
    const ref = await summarizedDicom(world);
    await orthanc.ask('/instances', ref.file);
    await delivered(id, ref.event);
    await post(`/v1/destinations/${id}/deliveries/${ref.event}/redeliver`);
    await delivered(id, ref.event);
    expect(await reportsOf(ref.study)).toMatchObject([
      {
        SOPInstanceUID: reportUidOf(ref, 1, bundle),
        PatientID: patient.patientId,
        PatientName: patient.patientName,
        CompletionFlag: 'PARTIAL',
        VerificationFlag: 'UNVERIFIED',
      },
    ]);
    await remove(id);
  });

  it('that was down gets by both ways, once it is up again, what was made meanwhile', async () => {
    const [first, second] = [await add(byDimse()), await add(byStow())];
    await orthanc.halt();
    const refs = [await summarizedDicom(world), await summarizedDicom(world)];
    await waitFor(async () => {
      const response = await call(`${world.url}/v1/destinations/${first}/deliveries/${refs[0]?.event}`, key);
      return response.ok;
    });
    await orthanc.start();
    for (const ref of refs) {
      for (const id of [first, second]) await delivered(id, ref.event);
      await orthanc.ask('/instances', ref.file);
      expect(await reportsOf(ref.study)).toHaveLength(1);
    }
    for (const id of [first, second]) await remove(id);
  });
});

describe.runIf(dcmtkHere)('dcmtk', () => {
  const secure = ['+tls', tls('server.key'), tls('server.crt'), '-ic'];

  it.each([
    ['TCP', [], false],
    ['TLS', secure, true],
  ])('storescp keeps a valid report, over %s', async (_, options, isSecure) => {
    const [folder, port] = [await tempFolder('storescp'), await freePort()];
    const child: ChildProcess = spawn('storescp', [...options, '-od', folder.path, String(port)], { stdio: 'ignore' });
    try {
      await waitFor(
        () =>
          new Promise<boolean>((resolve) => {
            const socket = connect(port, '127.0.0.1', () => resolve(Boolean(socket.destroy())));
            socket.once('error', () => resolve(false));
          }),
      );
      const id = await add({ kind: 'dimse', host: '127.0.0.1', port, calledAeTitle: 'STORESCP', tls: isSecure });
      expect(await post(`/v1/destinations/${id}/test`)).toMatchObject({ ok: true, acceptsReports: true });
      const ref = await summarizedDicom(world);
      await delivered(id, ref.event);
      const [name = '', ...others] = await readdir(folder.path);
      expect(others).toEqual([]);
      const path = join(folder.path, name);
      expect(await readPatientStudy(await readFile(path))).toMatchObject({
        study: ref.study,
        sop: reportUidOf(ref, 1, bundle),
        patientName: patient.patientName,
      });
      const { stdout, stderr } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
      expect(`${stdout}${stderr}`).toContain('BasicTextSR');
      expect(`${stdout}${stderr}`).not.toMatch(/^Error/m);
      await remove(id);
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await folder.remove();
    }
  });
});
