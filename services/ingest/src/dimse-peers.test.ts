import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { newUid } from '@wetread/contracts';
import { viewStudy } from '@wetread/studies';
import {
  dicomFile,
  type RedisServer,
  startRedis,
  syntheticRadiograph,
  type TempFolder,
  tempFolder,
  waitFor,
} from '@wetread/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { echo, sendDicom, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';
import { Peers } from './transport/dimse/peers.ts';

let redis: RedisServer;
let folder: TempFolder;
let ingest: IngestProcess | undefined;
beforeAll(async () => {
  redis = await startRedis();
  folder = await tempFolder('dicom-peers');
});
afterAll(async () => {
  await redis.stop();
  await folder.remove();
});
afterEach(async () => {
  await ingest?.remove();
  ingest = undefined;
});

const start = async (env: Record<string, string>): Promise<IngestProcess> => {
  ingest = await IngestProcess.start(redis.url, env);
  return ingest;
};
const image = syntheticRadiograph({ width: 100, height: 100, seed: 1 });
const file = (studyUid: string) => dicomFile({ studyUid, image, bitsStored: 8 });

describe('who may call', () => {
  it('is by title and address; a stranger is rejected for good, and each has its own tenant', async () => {
    const peers = [
      { ae_title: 'ROOM_1' },
      { ae_title: 'ROOM_2', tenant: 'south', from: ['127.0.0.0/8'] },
      { ae_title: 'ELSEWHERE', from: ['192.0.2.7', '2001:db8::/32'] },
    ];
    const { dicomPort, store: studies } = await start({
      DICOM_PEERS: JSON.stringify(peers),
      DICOM_AE_TITLE: 'WETREAD, OLD_PACS',
    });
    for (const [callingAeTitle, tenant, calledAeTitle] of [
      ['ROOM_1', 'north', 'WETREAD'],
      ['ROOM_2', 'south', 'OLD_PACS'],
    ] as const) {
      const study = newUid();
      const { answers } = await sendDicom(dicomPort, [await store(await file(study))], {
        callingAeTitle,
        calledAeTitle,
      });
      expect(answers.map(({ status }) => status)).toEqual([0]);
      expect(await viewStudy(studies, { tenant, study })).toMatchObject({ study: { aeTitle: callingAeTitle } });
      const other = tenant === 'north' ? 'south' : 'north';
      expect(await viewStudy(studies, { tenant: other, study })).toBeUndefined();
    }
    for (const callingAeTitle of ['STRANGER', 'room_1', 'ELSEWHERE']) {
      const rejected = { result: 1, source: 1, reason: 3 };
      expect(await sendDicom(dicomPort, [echo()], { callingAeTitle })).toMatchObject({ answers: [], rejected });
    }
  });

  it('one sender cannot take the places of the others', async () => {
    const peers = [{ ae_title: 'EAGER', max_associations: 1 }, { ae_title: 'CALM' }];
    const { dicomPort } = await start({ DICOM_PEERS: JSON.stringify(peers) });
    const holding = sendDicom(dicomPort, [echo()], { callingAeTitle: 'EAGER', lingerMs: 3_000 });
    const second = await waitFor(async () => {
      return (await sendDicom(dicomPort, [echo()], { callingAeTitle: 'EAGER' })).rejected;
    });
    expect(second).toEqual({ result: 2, source: 3, reason: 2 });
    const statuses = ({ answers }: { answers: { status: number }[] }) => answers.map(({ status }) => status);
    expect(statuses(await sendDicom(dicomPort, [echo()], { callingAeTitle: 'CALM' }))).toEqual([0]);
    expect(statuses(await holding)).toEqual([0]);
    expect(statuses(await sendDicom(dicomPort, [echo()], { callingAeTitle: 'EAGER' }))).toEqual([0]);
  });

  it('holds for an address of IPv4 that comes by a listener of both', () => {
    const peers = new Peers([{ ae_title: 'A', from: ['10.1.0.0/16', '2001:db8::1'] }], 'north');
    expect(peers.find('A', '::ffff:10.1.2.3')).toMatchObject({ tenant: 'north' });
    expect(peers.find('A', '2001:db8::1')).toBeDefined();
    for (const address of ['10.2.0.1', '::ffff:10.2.0.1', '2001:db8::2', undefined]) {
      expect(peers.find('A', address)).toBeUndefined();
    }
  });
});

const tools = spawnSync('storescu', ['--version']).status === 0 && spawnSync('openssl', ['version']).status === 0;
if (!tools) console.log('dcmtk or openssl is not installed: DICOM over TLS was NOT tried.');

describe.runIf(tools)('over TLS, with dcmtk', () => {
  const path = (name: string) => join(folder.path, name);
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  beforeAll(async () => {
    const fresh = ['-newkey', 'rsa:2048', '-nodes'];
    const self = ['req', '-x509', ...fresh, '-days', '2', '-subj'];
    for (const name of ['ca', 'stranger']) {
      openssl(...self, `/CN=${name}`, '-keyout', path(`${name}.key`), '-out', path(`${name}.pem`));
    }
    for (const name of ['server', 'client']) {
      openssl('req', ...fresh, '-subj', '/CN=localhost', '-keyout', path(`${name}.key`), '-out', path(`${name}.csr`));
      const signed = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-days', '2'];
      openssl('x509', '-req', '-in', path(`${name}.csr`), ...signed, '-out', path(`${name}.pem`));
    }
  });
  const server = () => ({ DICOM_TLS_KEY: path('server.key'), DICOM_TLS_CERT: path('server.pem') });
  const send = async (port: number, tls: readonly string[], study = newUid()) => {
    await writeFile(path('a.dcm'), await file(study));
    return spawnSync('storescu', [...tls, '-aec', 'WETREAD', '127.0.0.1', String(port), path('a.dcm')]).status;
  };
  const trusting = () => ['+cf', path('ca.pem')];
  const as = (name: string) => ['+tls', path(`${name}.key`), path(`${name}.pem`), ...trusting()];

  it('an instance comes through; without TLS nothing does', async () => {
    const { dicomPort, store: studies } = await start(server());
    const study = newUid();
    expect(await send(dicomPort, ['+tla', ...trusting()], study)).toBe(0);
    await waitFor(() => viewStudy(studies, { tenant: 'north', study }));
    expect(await send(dicomPort, [])).not.toBe(0);
    expect(await sendDicom(dicomPort, [echo()])).toMatchObject({ answers: [] });
  });

  it('a client certificate is required where authorities are named', async () => {
    const { dicomPort, folders } = await start({ ...server(), DICOM_TLS_CLIENT_CA: path('ca.pem') });
    expect(await send(dicomPort, ['+tla', ...trusting()])).not.toBe(0);
    expect(await send(dicomPort, as('stranger'))).not.toBe(0);
    expect(await readdir(join(folders.storage, 'tenants')).catch(() => [])).toEqual([]);
    expect(await send(dicomPort, as('client'))).toBe(0);
  });

  it('who is silent during the handshake holds no place', async () => {
    const { dicomPort } = await start({ ...server(), MAX_ASSOCIATIONS: '1' });
    const silent = Array.from({ length: 5 }, () => connect(dicomPort, '127.0.0.1').on('error', () => undefined));
    expect(await send(dicomPort, ['+tla', ...trusting()])).toBe(0);
    for (const socket of silent) socket.destroy();
  });
});
