import { newUid } from '@wetread/contracts';
import { connectRedis } from '@wetread/queues';
import { SearchIndex } from '@wetread/studies';
import { dicomFile, type RedisServer, startRedis, stowBody, syntheticRadiograph, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IngestProcess } from './fixtures/ingest-process.ts';

let redis: RedisServer;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
  ingest = await IngestProcess.start(redis.url);
});
afterAll(async () => {
  await ingest?.remove();
  await redis?.stop();
});

const image = syntheticRadiograph({ width: 100, height: 90, bits: 12 });
const chest = (studyUid: string) => dicomFile({ studyUid, image });

async function stow(files: readonly Uint8Array[], accept: string | undefined, path = '/dicomweb/studies') {
  const { body, contentType } = stowBody(files);
  const headers = { 'content-type': contentType, ...(accept !== undefined && { accept }) };
  return ingest.fetch(path, { method: 'POST', headers, body: new Uint8Array(body) });
}

describe('the answer of STOW-RS', () => {
  it.each([
    ['*/*', 'application/dicom+json'],
    ['application/dicom+json', 'application/dicom+json'],
    ['application/json', 'application/json'],
    ['application/dicom+xml', 'application/dicom+xml'],
    ['application/dicom+xml;q=0.5, application/dicom+json;q=0.4', 'application/dicom+xml'],
    ['text/html, application/*;q=0.1', 'application/dicom+json'],
    ['application/dicom+json;q=0, */*', 'application/dicom+xml'],
  ])('to Accept: %s is %s', async (accept, type) => {
    const response = await stow([await chest(newUid())], accept);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
  });

  it('is 406 where it cannot be read, and nothing was stored', async () => {
    const study = newUid();
    const response = await stow([await chest(study)], 'text/html');
    expect(response.status).toBe(406);
    expect(await ingest.store.findStudy({ tenant: 'north', study })).toBeUndefined();
  });

  it('as XML is the same dataset by the Native DICOM Model', async () => {
    const study = newUid();
    const files = [await chest(study), await dicomFile({ studyUid: study, modality: 'CT', image })];
    const response = await stow(files, 'application/dicom+xml');
    expect(response.status).toBe(202);
    const xml = await response.text();
    expect(xml).toContain('<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM"');
    const url = `${ingest.url}/dicomweb/studies/${study}`;
    expect(xml).toContain(
      `<DicomAttribute tag="00081190" vr="UR" keyword="RetrieveURL"><Value number="1">${url}</Value></DicomAttribute>`,
    );
    expect(xml).toMatch(
      /keyword="FailedSOPSequence"><Item number="1">.*keyword="FailureReason"><Value number="1">43264</,
    );
    expect(xml).toMatch(/keyword="ErrorComment"><Value number="1">modality_unsupported: /);
  });

  it('has a comment of at most 64 characters, as LO allows', async () => {
    const response = await stow([Buffer.from('no DICOM at all'), await chest(newUid())], undefined);
    const dataset = (await response.json()) as Record<string, { Value: Record<string, { Value: unknown[] }>[] }>;
    const attributes = dataset['0008119A']?.Value[0]?.['00741048']?.Value[0] as Record<string, { Value: string[] }>;
    const comment = attributes['00000902']?.Value[0] ?? '';
    expect(comment).toMatch(/^not_dicom: /);
    expect(comment.length).toBeLessThanOrEqual(64);
  });
});

it('one instance may be the whole body', async () => {
  const study = newUid();
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/dicom' },
    body: new Uint8Array(await chest(study)),
  };
  for (let i = 0; i < 2; i++) {
    const response = await ingest.fetch(`/dicomweb/studies/${study}`, init);
    expect([response.status, JSON.stringify(await response.json())]).toEqual([200, expect.stringContaining(study)]);
  }
  expect(await ingest.store.listInstances({ tenant: 'north', study })).toHaveLength(1);
});

it('what is stored can be searched for at once, and again after Redis was wiped (I1)', async () => {
  const [study, seriesUid] = [newUid(), newUid()];
  const patientId = 'SEARCHED-1';
  await ingest.stow([await dicomFile({ studyUid: study, seriesUid, patientId, image })]);
  const connection = connectRedis(redis.url);
  const index = new SearchIndex(connection, ingest.store.storage);
  const lists = [
    index.byReceipt('north'),
    await index.byPatient('north', patientId),
    index.bySeries('north', seriesUid),
    index.byDate('north'),
  ];
  const found = () => Promise.all(lists.map(async (list) => (await Array.fromAsync(index.walk(list))).includes(study)));
  expect(await found()).toEqual([true, true, true, true]);
  await connection.flushall();
  await waitFor(async () => (await found()).every(Boolean), { what: 'the rebuilt index' });
  connection.disconnect();
});
