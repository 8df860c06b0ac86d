import { newUid } from '@wetread/contracts';
import { viewStudy } from '@wetread/studies';
import {
  dicomFile,
  freePort,
  type Orthanc,
  orthancIsThere,
  type RedisServer,
  sopClasses,
  startOrthanc,
  startRedis,
  syntheticRadiograph,
  waitFor,
} from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IngestProcess } from './fixtures/ingest-process.ts';

/** Orthanc as the peer that sends, and asks what is stored. */

const here = orthancIsThere();
if (!here)
  console.log('orthanc is not installed: C-STORE and storage commitment were NOT tried with Orthanc as sender.');

describe.runIf(here)('Orthanc', () => {
  let redis: RedisServer;
  let ingest: IngestProcess;
  let orthanc: Orthanc;
  beforeAll(async () => {
    redis = await startRedis();
    const dicomPort = await freePort();
    orthanc = await startOrthanc({ modalities: { WETREAD: dicomPort } });
    const report_to = { host: '127.0.0.1', port: orthanc.dicomPort };
    const peers = [{ ae_title: orthanc.aeTitle, report_to }];
    ingest = await IngestProcess.start(redis.url, {
      DICOM_PORT: String(dicomPort),
      DICOM_PEERS: JSON.stringify(peers),
    });
  });
  afterAll(async () => {
    await ingest.remove();
    await orthanc.stop();
    await redis.stop();
  });

  const image = syntheticRadiograph({ width: 100, height: 100, seed: 1 });
  const commitmentOf = async (sop: string) => {
    const asked = { DicomInstances: [[sopClasses.digitalXRayForPresentation, sop]], Timeout: 30 };
    const { ID } = await orthanc.ask('/modalities/wetread/storage-commitment', asked);
    return waitFor(async () => {
      const report = await orthanc.ask(`/storage-commitment/${ID}`);
      return report.Status === 'Pending' ? undefined : report;
    });
  };

  it('sends an image, and is told that it is stored; of another that it is not', async () => {
    const [study, sop] = [newUid(), newUid()];
    await orthanc.ask('/modalities/wetread/echo', {});
    const { ID } = await orthanc.ask(
      '/instances',
      await dicomFile({ studyUid: study, sopUid: sop, image, bitsStored: 8 }),
    );
    const sent = await orthanc.ask('/modalities/wetread/store', { Resources: [ID], Synchronous: true });
    expect(sent).toMatchObject({ InstancesCount: 1, FailedInstancesCount: 0 });
    const view = await viewStudy(ingest.store, { tenant: 'north', study });
    expect(view).toMatchObject({ study: { source: 'dimse', aeTitle: orthanc.aeTitle }, instances: [{ sop }] });
    expect(await commitmentOf(sop)).toMatchObject({ Status: 'Success', Success: [{ SOPInstanceUID: sop }] });
    const unknown = newUid();
    expect(await commitmentOf(unknown)).toMatchObject({ Status: 'Failure', Failures: [{ SOPInstanceUID: unknown }] });
  });
});
