import { once } from 'node:events';
import { rm, symlink } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { newUid } from '@wetread/contracts';
import { viewStudy } from '@wetread/studies';
import { dicomFile, type RedisServer, sopClasses, startRedis, syntheticRadiograph, waitFor } from '@wetread/testing';
import dimse, { type association, type requests, type responses } from 'dcmjs-dimse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexInstances } from './domain/index-instances.ts';
import { sendDicom, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

const commitmentClass = '1.2.840.10008.1.20.1';
type Elements = Record<string, unknown>;
interface Reported {
  readonly type: number;
  readonly elements: Elements;
}

const reported: Reported[] = [];
const roles: unknown[] = [];

/** What a requester that is called back listens with. */
class Requester extends dimse.Scp {
  override associationRequested(asked: association.Association): void {
    for (const { context } of asked.getPresentationContexts()) {
      roles.push([asked.getCallingAeTitle().trim(), context.getUserRole(), context.getProviderRole()]);
      context.setResult(dimse.constants.PresentationContextResult.Accept, context.getTransferSyntaxUids()[0] as string);
    }
    this.sendAssociationAccept();
  }
  override associationReleaseRequested(): void {
    this.sendAssociationReleaseResponse();
  }
  override nEventReportRequest(
    request: requests.NEventReportRequest,
    callback: (response: responses.NEventReportResponse) => void,
  ): void {
    reported.push(reportOf(request));
    callback(taken(request));
  }
}

let redis: RedisServer;
let ingest: IngestProcess;
const requester = createServer((socket) => Object.assign(new Requester(socket), { connected: true }));
beforeAll(async () => {
  redis = await startRedis();
  requester.listen(0, '127.0.0.1');
  await once(requester, 'listening');
  const report_to = { host: '127.0.0.1', port: (requester.address() as AddressInfo).port };
  const peers = [{ ae_title: 'SENDER' }, { ae_title: 'PACS', report_to }, { ae_title: 'OTHER', tenant: 'south' }];
  // No study of this test is quiet for so long.
  const quiet = { QUIET_MS: '3600000', STUCK_MS: '3600000' };
  ingest = await IngestProcess.start(redis.url, { ...quiet, DICOM_PEERS: JSON.stringify(peers) });
});
afterAll(async () => {
  await ingest.remove();
  requester.close();
  await redis.stop();
});

const image = syntheticRadiograph({ width: 100, height: 100, seed: 1 });
const dx = sopClasses.digitalXRayForPresentation;

async function stored(study: string): Promise<string> {
  const sopUid = newUid();
  const bytes = await dicomFile({ studyUid: study, sopUid, image, bitsStored: 8, sopClass: dx });
  const { answers } = await sendDicom(ingest.dicomPort, [await store(bytes)]);
  expect(answers.map(({ status }) => status)).toEqual([0]);
  return sopUid;
}

const reportOf = (request: requests.NEventReportRequest): Reported => ({
  type: request.getEventTypeId(),
  elements: JSON.parse(JSON.stringify(request.getDataset()?.getElements())) as Elements,
});

function taken(request: requests.NEventReportRequest): responses.NEventReportResponse {
  const response = dimse.responses.NEventReportResponse.fromRequest(request);
  response.setStatus(0);
  return response;
}

const item = (sop: string, sopClass: string = dx) => ({
  ReferencedSOPClassUID: sopClass,
  ReferencedSOPInstanceUID: sop,
});

/** One N-ACTION; the association stays until a report came, or so long. */
function ask(elements: Elements, callingAeTitle = 'SENDER', lingerMs = 1_500, action = 1) {
  const client = new dimse.Client();
  const request = new dimse.requests.NActionRequest(commitmentClass, '1.2.840.10008.1.20.1.1', action);
  request.setDataset(new dimse.Dataset(elements));
  const got: { status?: number; report?: Reported } = {};
  request.on('response', (response: responses.Response) => {
    got.status = response.getStatus();
  });
  client.addRequest(request);
  client.on('nEventReportRequest', (event: requests.NEventReportRequest, callback: (response: unknown) => void) => {
    got.report = reportOf(event);
    callback(taken(event));
  });
  return new Promise<typeof got>((resolve) => {
    client.on('closed', () => resolve(got));
    client.send('127.0.0.1', ingest.dicomPort, callingAeTitle, 'WETREAD', { associationLingerTimeout: lingerMs });
  });
}

describe('storage commitment', () => {
  it('tells by the same association what is stored, and its study is read at once', async () => {
    const study = newUid();
    const sop = await stored(study);
    const transaction = newUid();
    const { status, report } = await ask({ TransactionUID: transaction, ReferencedSOPSequence: [item(sop)] });
    expect([status, report?.type]).toEqual([0, 1]);
    expect(report?.elements).toMatchObject({ TransactionUID: transaction, ReferencedSOPSequence: [item(sop)] });
    expect(report?.elements).not.toHaveProperty('FailedSOPSequence');
    const view = () => viewStudy(ingest.store, { tenant: 'north', study });
    await waitFor(async () => (await view())?.revision, { what: 'a revision' });
  });

  it('names what is not stored, of another class, of another tenant or deleted, each with its reason', async () => {
    const [study, gone] = [newUid(), newUid()];
    const [sop, deleted, never] = [await stored(study), await stored(gone), newUid()];
    await ingest.store.deleteStudy({ tenant: 'north', study: gone });
    const references = [item(sop), item(never), item(sop, sopClasses.computedRadiography), item(deleted)];
    const elements = { TransactionUID: newUid(), ReferencedSOPSequence: references };
    const { report } = await ask(elements);
    expect(report?.type).toBe(2);
    expect(report?.elements).toMatchObject({
      ReferencedSOPSequence: [item(sop)],
      FailedSOPSequence: [
        { ...item(never), FailureReason: 0x0112 },
        { ...item(sop, sopClasses.computedRadiography), FailureReason: 0x0119 },
        { ...item(deleted), FailureReason: 0x0112 },
      ],
    });
    const other = await ask(elements, 'OTHER');
    expect(other.report?.elements.FailedSOPSequence).toHaveLength(4);
  });

  it('knows of what an earlier version stored without saying where, once the reconciler has been there', async () => {
    const [sop, other] = [await stored(newUid()), await stored(newUid())];
    const { storage } = ingest.store;
    await ingest.end();
    for (const each of [sop, other]) await storage.delete(`tenants/north/sops/${each}.json`);
    await storage.delete('indexes/whereabouts.json');
    await ingest.start({ RECONCILE_EVERY_MS: '100' });
    await waitFor(() => storage.has('indexes/whereabouts.json'), { what: 'the end of the walk' });
    const elements = { TransactionUID: newUid(), ReferencedSOPSequence: [item(sop), item(other)] };
    expect(await ask(elements)).toMatchObject({ status: 0, report: { type: 1, elements } });
  });

  it('goes on with its walk where it stopped, and says nothing of what was deleted', async () => {
    const [study, gone] = [newUid(), newUid()];
    const [sop, deleted] = [await stored(study), await stored(gone)];
    const { store: studies } = ingest;
    await ingest.end();
    const keys = [sop, deleted].map((each) => `tenants/north/sops/${each}.json`);
    for (const key of keys) await studies.storage.delete(key);
    await studies.putWhereaboutsWalk({ done: false });
    await studies.deleteStudy({ tenant: 'north', study: gone });
    let slices = 0;
    while (!(await studies.findWhereaboutsWalk())?.done) {
      await indexInstances(studies, 0);
      slices++;
    }
    expect(slices).toBeGreaterThan(5);
    expect(await Promise.all(keys.map((key) => studies.storage.has(key)))).toEqual([true, false]);
    expect(await indexInstances(studies)).toBe(0);
    await ingest.start();
  });

  it('calls the requester back where it is configured so, with the role of the provider', async () => {
    const sop = await stored(newUid());
    const transaction = newUid();
    const elements = { TransactionUID: transaction, ReferencedSOPSequence: [item(sop)] };
    expect(await ask(elements, 'PACS', 0)).toEqual({ status: 0 });
    await waitFor(() => reported.length > 0);
    expect(reported).toMatchObject([{ type: 1, elements: { ...elements } }]);
    expect(roles).toEqual([['WETREAD', false, true]]);
  });

  it('answers what it cannot do', async () => {
    expect(await ask({ TransactionUID: newUid() })).toEqual({ status: 0x0115 });
    const sop = await stored(newUid());
    const elements = { TransactionUID: newUid(), ReferencedSOPSequence: [item(sop)] };
    expect(await ask(elements, 'SENDER', 0, 7)).toEqual({ status: 0x0123 });
    const object = join(ingest.folders.storage, 'tenants', 'north', 'sops', `${sop}.json`);
    await rm(object);
    // What leads to itself cannot be read: storage is out.
    await symlink(object, object);
    expect(await ask(elements)).toEqual({ status: 0x0213 });
  });
});
