import { spawnSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { newUid } from '@wetread/contracts';
import { connectRedis } from '@wetread/queues';
import { StudyIndex, viewStudy } from '@wetread/studies';
import {
  ctSlice,
  dicomFile,
  kneeRadiograph,
  type RedisServer,
  sopClasses,
  startRedis,
  syntheticRadiograph,
  tempFolder,
  transferSyntaxes,
  waitFor,
} from '@wetread/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { datasetOf, echo, sendDicom, stallingProxy, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

let redis: RedisServer;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  const connection = connectRedis(redis.url);
  await connection.flushall();
  connection.disconnect();
});
afterEach(() => ingest.remove());

const start = async (env: Record<string, string> = {}) => {
  ingest = await IngestProcess.start(redis.url, env);
};
const image = syntheticRadiograph({ width: 100, height: 100, seed: 1 });
const file = (studyUid: string, over: object = {}) => dicomFile({ studyUid, image, bitsStored: 8, ...over });
const view = (study: string) => viewStudy(ingest.store, { tenant: 'north', study });
const send = async (files: readonly Buffer[]) =>
  sendDicom(ingest.dicomPort, await Promise.all(files.map((each) => store(each))));
const statuses = ({ answers }: { answers: { status: number }[] }) => answers.map(({ status }) => status);

async function keysLeft(): Promise<string[]> {
  const left: string[] = [];
  for await (const { key } of ingest.store.storage.list('tenants/')) left.push(key);
  return left;
}

async function countPending(): Promise<number> {
  const connection = connectRedis(redis.url);
  try {
    return await new StudyIndex(connection).countPending();
  } finally {
    connection.disconnect();
  }
}

const settled = (study: string) =>
  waitFor(
    async () => {
      const found = await view(study);
      return found && found.status !== 'received' ? found : undefined;
    },
    { what: `the assembly of ${study}` },
  );

describe('by DIMSE', () => {
  it('an echo succeeds, and another AE title is rejected for good', async () => {
    await start();
    const echoes = await sendDicom(ingest.dicomPort, [echo(), await store(await file(newUid())), echo()]);
    expect(echoes).toMatchObject({ results: [0, 0, 0] });
    expect(statuses(echoes)).toEqual([0, 0, 0]);
    const other = await sendDicom(ingest.dicomPort, [echo()], { calledAeTitle: 'OTHER' });
    expect(other).toMatchObject({ answers: [], rejected: { result: 1, source: 1, reason: 7 } });
  });

  it.each([
    ['implicit little endian', transferSyntaxes.implicitLittleEndian, sopClasses.computedRadiography],
    ['explicit little endian', transferSyntaxes.explicitLittleEndian, sopClasses.digitalXRayForPresentation],
    ['JPEG baseline', transferSyntaxes.jpegBaseline, sopClasses.digitalXRayForProcessing],
    ['HTJ2K', transferSyntaxes.htj2kLosslessRpcl, sopClasses.digitalXRayForPresentation],
  ])('an instance in %s is stored as it came, and read', async (_, transferSyntax, sopClass) => {
    await start();
    const study = newUid();
    const sopUid = newUid();
    const bytes = await file(study, { transferSyntax, sopClass, sopUid, modality: 'DX' });
    const request = await store(bytes);
    expect(statuses(await sendDicom(ingest.dicomPort, [request]))).toEqual([0]);
    const stored = await ingest.store.storage.get(`tenants/north/studies/${study}/instances/${sopUid}.dcm`);
    const came = await datasetOf(stored);
    expect(came.getTransferSyntaxUid()).toBe(transferSyntax);
    expect(came.getElements().PixelData).toEqual((await datasetOf(bytes)).getElements().PixelData);
    const sent = request.getDataset()?.getDenaturalizedDataset() as Buffer;
    expect(stored.subarray(-sent.length).equals(sent)).toBe(true);
    const { status, study: record, revision } = await settled(study);
    expect([status, record.source]).toEqual(['queued', 'dimse']);
    expect(revision?.images).toMatchObject([{ sop: sopUid }]);
  });

  it('the same instance again is a success and nothing new; other content under its UID is refused', async () => {
    await start();
    const study = newUid();
    const sopUid = newUid();
    const bytes = await file(study, { sopUid });
    expect(statuses(await send([bytes, bytes]))).toEqual([0, 0]);
    const before = await keysLeft();
    expect(before.filter((key) => key.endsWith('.dcm'))).toHaveLength(1);
    const { answers } = await send([await file(study, { sopUid, patientId: 'OTHER' })]);
    expect(answers).toEqual([{ status: 0xa900, comment: 'instance_conflict' }]);
  });

  it('a CT class is not negotiated, and a CT data set under another class is refused with a record (I8)', async () => {
    await start();
    const study = newUid();
    const slice = await ctSlice({ studyUid: study, image, bitsStored: 8 });
    expect(await send([slice])).toMatchObject({ answers: [], results: [3, 3] });
    const disguised = await store(slice, sopClasses.digitalXRayForPresentation);
    const { answers } = await sendDicom(ingest.dicomPort, [disguised]);
    expect(answers).toEqual([{ status: 0x0122, comment: 'sop_class_unsupported' }]);
    const { status, refusals } = await settled(study);
    expect(status).toBe('refused');
    expect(refusals).toMatchObject([{ code: 'sop_class_unsupported' }]);
  });

  it('each instance has its own answer: a refused one between two good ones', async () => {
    // All in one revision, however slow the machine.
    await start({ MAX_FILE_BYTES: '300000', QUIET_MS: '3000' });
    const study = newUid();
    const large = await file(study, { image: syntheticRadiograph({ width: 700, height: 700, seed: 2 }) });
    const knee = await kneeRadiograph({ studyUid: study, image, bitsStored: 8 });
    const announced = await store(await file(study), sopClasses.computedRadiography);
    const toSend = [
      await store(await file(study)),
      await store(knee),
      await store(large),
      announced,
      await store(await file(study)),
    ];
    expect((await sendDicom(ingest.dicomPort, toSend)).answers).toEqual([
      { status: 0, comment: undefined },
      { status: 0xa900, comment: 'not_chest' },
      { status: 0xa700, comment: 'file_too_large' },
      { status: 0xa900, comment: 'missing_identifier' },
      { status: 0, comment: undefined },
    ]);
    const { refusals, revision } = await settled(study);
    expect(revision?.instances).toHaveLength(2);
    expect(refusals.map(({ code }) => code).sort()).toEqual(['duplicate_image', 'missing_identifier', 'not_chest']);
  });

  it('two senders of one study at once make one study of all their instances', async () => {
    await start({ QUIET_MS: '3600000' });
    const study = newUid();
    const shared = await file(study);
    const own = () => Promise.all([1, 2, 3, 4].map(() => file(study)));
    const sent = await Promise.all([0, 1, 2].map(async () => send([...(await own()), shared])));
    expect(sent.map(statuses)).toEqual([0, 1, 2].map(() => [0, 0, 0, 0, 0]));
    expect((await view(study))?.instances).toHaveLength(3 * 4 + 1);
    expect((await keysLeft()).filter((key) => key.endsWith('/study.json'))).toHaveLength(1);
    expect(await countPending()).toBe(1);
  });

  it('several associations at once are all taken, and one too many is rejected for the time being (I6)', async () => {
    await start({ MAX_ASSOCIATIONS: '4' });
    const studies = Array.from({ length: 4 }, newUid);
    const sent = await Promise.all(studies.map(async (study) => send([await file(study), await file(study)])));
    expect(sent.map(statuses)).toEqual(studies.map(() => [0, 0]));
    for (const study of studies) expect((await settled(study)).revision?.instances).toHaveLength(2);
    await ingest.end();
    await ingest.start({ MAX_ASSOCIATIONS: '1' });
    const holding = sendDicom(ingest.dicomPort, [await store(await file(newUid()))], { lingerMs: 3_000 });
    const second = await waitFor(async () => {
      const { rejected } = await sendDicom(ingest.dicomPort, [echo()]);
      return rejected;
    });
    expect(second).toEqual({ result: 2, source: 3, reason: 2 });
    expect(statuses(await holding)).toEqual([0]);
    expect(statuses(await sendDicom(ingest.dicomPort, [echo()]))).toEqual([0]);
  });
});

describe('when something dies, by DIMSE', () => {
  it('storage or Redis gone is 0xA700, and the same instance is taken afterwards', async () => {
    await start();
    const study = newUid();
    const bytes = await file(study);
    const { storage } = ingest.folders;
    await rename(storage, `${storage}.gone`);
    await writeFile(storage, '');
    expect(statuses(await send([bytes]))).toEqual([0xa700]);
    await rename(storage, `${storage}.file`);
    await rename(`${storage}.gone`, storage);
    await redis.kill();
    expect(statuses(await send([bytes]))).toEqual([0xa700]);
    expect(await view(study)).toBeUndefined();
    await redis.restart();
    await waitFor(async () => statuses(await send([bytes]))[0] === 0, { timeoutMs: 20_000 });
    expect((await settled(study)).status).toBe('queued');
  });

  it('storage away in the middle of an association: what came then is kept by the sender, the rest is stored', async () => {
    await start({ QUIET_MS: '3600000' });
    const study = newUid();
    const files = await Promise.all([1, 2, 3].map(() => file(study)));
    const requests = await Promise.all(files.map((each) => store(each)));
    const { storage } = ingest.folders;
    const away = (is: boolean) => {
      if (is) renameSync(storage, `${storage}.gone`);
      if (is) writeFileSync(storage, '');
      if (!is) rmSync(storage);
      if (!is) renameSync(`${storage}.gone`, storage);
    };
    // The next request goes out when the one before was answered, after those who hear of it.
    requests[0]?.on('response', () => away(true));
    requests[1]?.on('response', () => away(false));
    expect(statuses(await sendDicom(ingest.dicomPort, requests))).toEqual([0, 0xa700, 0]);
    expect((await view(study))?.instances).toHaveLength(2);
    expect(statuses(await send(files.slice(1, 2)))).toEqual([0]);
    expect((await view(study))?.instances).toHaveLength(3);
    expect((await keysLeft()).filter((key) => key.endsWith('.dcm'))).toHaveLength(3);
  });

  it('too many pending studies is 0xA700 (I6)', async () => {
    await start({ MAX_PENDING_STUDIES: '1', QUIET_MS: '60000' });
    expect(statuses(await send([await file(newUid())]))).toEqual([0]);
    expect(statuses(await send([await file(newUid())]))).toEqual([0xa700]);
  });

  it('an association cut in the middle of a data set leaves nothing, and the next is served', async () => {
    await start();
    const study = newUid();
    const big = await file(study, { image: syntheticRadiograph({ width: 1000, height: 1000, seed: 4 }) });
    const spooled = async () => (await readdir(ingest.folders.spool)).length;
    const proxy = await stallingProxy(ingest.dicomPort, big.length / 2);
    const sending = sendDicom(proxy.port, [await store(big)]);
    await waitFor(async () => (await spooled()) === 1, { what: 'half a data set' });
    proxy.cut();
    expect((await sending).answers).toEqual([]);
    expect(statuses(await sendDicom(ingest.dicomPort, [echo()]))).toEqual([0]);
    await waitFor(async () => (await spooled()) === 0, { what: 'an empty spool' });
    expect(await keysLeft()).toEqual([]);
    expect(await countPending()).toBe(0);
    expect(statuses(await send([big]))).toEqual([0]);
  });

  it('what is no DICOM ends its own connection only', async () => {
    await start();
    const junk = ['GET / HTTP/1.1\r\n\r\n', '\x04\0\0\0\0\x0a\0\0\0\x06\x01\0abcd', `\x01\0${'\xff'.repeat(4)}`];
    for (const bytes of junk) {
      const socket = connect(ingest.dicomPort, '127.0.0.1', () => socket.write(bytes, 'latin1'));
      socket.on('error', () => undefined);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      if (bytes === junk[2]) {
        // A PDU of four gigabytes, as it says.
        const send = () => socket.writableLength === 0 && socket.write(Buffer.alloc(500_000));
        const more = setInterval(send, 5);
        await closed.finally(() => clearInterval(more));
        // What the kernels hold comes on top of what is read.
        expect(socket.bytesWritten).toBeLessThan(64_000_000);
      } else await closed;
    }
    expect(statuses(await sendDicom(ingest.dicomPort, [echo()]))).toEqual([0]);
  });

  it('SIGTERM lets the instance under way end, and the status is 0', async () => {
    await start({ QUIET_MS: '60000' });
    const studies = Array.from({ length: 30 }, newUid);
    const requests = await Promise.all(studies.map(async (study) => store(await file(study))));
    const sending = sendDicom(ingest.dicomPort, requests);
    await waitFor(async () => (await countPending()) > 2);
    expect(await ingest.end('SIGTERM')).toBe(0);
    const acknowledged = statuses(await sending).length;
    expect(acknowledged).toBeGreaterThan(0);
    for (const study of studies.slice(0, acknowledged)) expect(await view(study)).toBeDefined();
  });

  it('switched off it leaves the port alone', async () => {
    await start({ DICOM_LISTEN: 'false' });
    expect(await sendDicom(ingest.dicomPort, [echo()])).toMatchObject({ answers: [], failed: true });
  });
});

const dcmtk = spawnSync('storescu', ['--version']).status === 0;
if (!dcmtk) console.log('dcmtk is not installed: storescu and echoscu were NOT tried against the listener.');

describe.runIf(dcmtk)('with dcmtk', () => {
  it('echoscu and storescu succeed, with the same pixel data', async () => {
    await start();
    const to = ['-aec', 'WETREAD', '127.0.0.1', String(ingest.dicomPort)];
    expect(spawnSync('echoscu', to).status).toBe(0);
    const folder = await tempFolder('storescu');
    const studies = Array.from({ length: 3 }, newUid);
    const paths = studies.map((_, i) => join(folder.path, `${i}.dcm`));
    const syntaxes = [
      transferSyntaxes.implicitLittleEndian,
      transferSyntaxes.explicitLittleEndian,
      transferSyntaxes.jpegBaseline,
    ];
    for (const [i, path] of paths.entries()) {
      await writeFile(
        path,
        await file(studies[i] as string, { transferSyntax: syntaxes[i], sopUid: `${studies[i]}.1` }),
      );
    }
    expect(spawnSync('storescu', [...to, ...paths.slice(0, 2)]).status).toBe(0);
    expect(spawnSync('storescu', ['-xy', ...to, paths[2] as string]).status).toBe(0);
    for (const [i, study] of studies.entries()) {
      expect((await settled(study)).status).toBe('queued');
      const stored = await ingest.store.storage.get(`tenants/north/studies/${study}/instances/${study}.1.dcm`);
      const sent = await datasetOf(await file(study, { transferSyntax: syntaxes[i], sopUid: `${study}.1` }));
      expect((await datasetOf(stored)).getElements().PixelData).toEqual(sent.getElements().PixelData);
    }
    await folder.remove();
  });
});
