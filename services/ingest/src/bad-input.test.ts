import { issueKey } from '@wetread/accounts';
import { newUid, type RefusalCode } from '@wetread/contracts';
import { viewStudy } from '@wetread/studies';
import {
  ctSlice,
  dicomFile,
  kneeRadiograph,
  nonImageDicom,
  pngBomb,
  pngFile,
  type RedisServer,
  renamedPdf,
  startRedis,
  syntheticRadiograph,
  truncated,
  waitFor,
} from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IngestProcess } from './fixtures/ingest-process.ts';

let redis: RedisServer;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
  ingest = await IngestProcess.start(redis.url, { MAX_FILE_BYTES: '4000000', MAX_REQUEST_BYTES: '9000000' });
});
afterAll(async () => {
  await ingest.remove();
  await redis.stop();
});

const small = (seed: number) => syntheticRadiograph({ width: 100, height: 100, seed });
const file = (studyUid: string, over: object = {}) => dicomFile({ studyUid, image: small(1), bitsStored: 8, ...over });
const statusOf = async (study: string) => (await viewStudy(ingest.store, { tenant: 'north', study }))?.status;
const ended = (study: string) =>
  waitFor(
    async () => {
      const view = await viewStudy(ingest.store, { tenant: 'north', study });
      return view && view.status !== 'received' ? view : undefined;
    },
    { what: `the assembly of ${study}` },
  );

const badFiles: [what: string, code: RefusalCode, identified: boolean, make: () => Promise<Buffer> | Buffer][] = [
  ['what is no image', 'not_dicom', false, () => Buffer.from('no image at all'.repeat(50))],
  ['a cut DICOM file', 'truncated', false, async () => truncated(await dicomFile())],
  ['no bytes', 'empty_file', false, () => Buffer.alloc(0)],
  ['a PDF renamed .dcm', 'not_dicom', false, () => renamedPdf()],
  ['a non-image SOP class', 'sop_class_unsupported', true, () => nonImageDicom()],
  ['a CT slice', 'sop_class_unsupported', true, () => ctSlice()],
  ['a CT modality', 'modality_unsupported', true, () => dicomFile({ image: small(2), bitsStored: 8, modality: 'CT' })],
  ['a knee', 'not_chest', true, () => kneeRadiograph()],
  ['too large a file', 'file_too_large', false, () => Buffer.alloc(4_100_000, 1)],
  ['a PNG bomb', 'image_too_large', false, () => pngBomb(20_000, 20_000)],
];

describe('by upload', () => {
  it.each(badFiles)('%s is refused as %s, in answer and status, and the rest is kept', async (_, code, __, make) => {
    const { status, answer } = await ingest.upload([
      { name: 'bad.dcm', bytes: await make() },
      { name: 'good.png', bytes: await pngFile(small(3)) },
    ]);
    expect(status).toBe(202);
    const studies: { id: string; instances: string[]; refusals: { file: number; code: string; sentence: string }[] }[] =
      answer.studies;
    expect(studies.flatMap(({ instances }) => instances)).toHaveLength(1);
    const [refusal, ...others] = studies.flatMap(({ refusals }) => refusals);
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ file: 0, field: 'files', code });
    expect(refusal?.sentence.length).toBeGreaterThan(10);
    const views = await Promise.all(studies.map(({ id }) => ended(id)));
    expect(views.flatMap((view) => view.refusals.map((each) => each.code))).toEqual([code]);
    expect(views.map((view) => view.status)).toContain('queued');
  });

  it('of bad files alone the answer is 422, and the study ends as refused with an event (I8)', async () => {
    const { status, answer } = await ingest.upload([{ name: 'a.dcm', bytes: renamedPdf() }]);
    expect(status).toBe(422);
    expect(answer).toMatchObject({ code: 'nothing_accepted', retryable: false });
    const [study] = answer.studies;
    expect(study.refusals).toMatchObject([{ code: 'not_dicom' }]);
    expect((await ended(study.id)).status).toBe('refused');
    const events: string[] = [];
    await waitFor(async () => {
      for await (const { key } of ingest.store.storage.list('tenants/north/events/')) {
        const event = JSON.parse((await ingest.store.storage.get(key)).toString('utf8'));
        if (event.data.study === study.id) events.push(event.type);
      }
      return events.includes('study.refused');
    });
  });

  it('a picture whose pixels are cut is refused once it is rendered, and the study says so', async () => {
    const { status, answer } = await ingest.upload([
      { name: 'cut.png', bytes: truncated(await pngFile(syntheticRadiograph({ width: 300, height: 300, seed: 5 }))) },
    ]);
    expect(status).toBe(202);
    const view = await ended(answer.studies[0].id);
    expect(view.status).toBe('refused');
    expect(view.refusals).toMatchObject([{ instance: answer.studies[0].instances[0] }]);
    expect(['truncated', 'pixel_data_invalid', 'damaged']).toContain(view.refusals[0]?.code);
  });

  it('a wrong field is named and never repeated', async () => {
    const good = [{ name: 'a.png', bytes: await pngFile(small(4)) }];
    const fields: [string, string][] = [
      ['priority', 'asap'],
      ['patient_id', 'secret\nname'],
      ['metadata', '{"a": 1}'],
      ['metadata', 'no json'],
      ['colour', 'red'],
    ];
    for (const [name, value] of fields) {
      const { status, answer } = await ingest.upload(good, { [name]: value });
      expect([status, answer.code]).toEqual([400, 'invalid_request']);
      expect(answer.detail).not.toContain(value);
    }
    expect((await ingest.upload([], { priority: 'urgent' })).status).toBe(400);
  });
});

describe('by STOW-RS', () => {
  it.each(badFiles)('%s is refused as %s beside what is stored: 202', async (_, code, identified, make) => {
    const studyUid = newUid();
    const { status, dataset } = await ingest.stow([await make(), await file(studyUid)]);
    expect(status).toBe(202);
    expect(dataset['00081199'].Value).toHaveLength(1);
    const [failure] = dataset[identified ? '00081198' : '0008119A'].Value;
    expect(failure['00081197']).toMatchObject({ vr: 'US', Value: [expect.any(Number)] });
    expect(failure['00741048'].Value[0]['00000902'].Value[0]).toContain(`${code}:`);
    if (identified) expect(failure).toMatchObject({ '00081150': { vr: 'UI' }, '00081155': { vr: 'UI' } });
  });

  it('200 where all is stored, 409 where nothing is', async () => {
    const studyUid = newUid();
    const sopUid = newUid();
    const { status, dataset } = await ingest.stow([await file(studyUid, { sopUid })]);
    expect(status).toBe(200);
    expect(dataset['00081190'].Value[0]).toBe(`${ingest.url}/dicomweb/studies/${studyUid}`);
    expect(dataset['00081199'].Value[0]).toMatchObject({ '00081155': { vr: 'UI', Value: [sopUid] } });
    expect(dataset['00081198']).toBeUndefined();
    const ct = await ctSlice({ studyUid: newUid() });
    const none = await ingest.stow([ct]);
    expect(none.status).toBe(409);
    expect(none.dataset['00081198'].Value[0]['00081197'].Value).toEqual([0x0122]);
  });

  it('an instance of another study than the path names is refused', async () => {
    const named = newUid();
    const { status, dataset } = await ingest.stow(
      [await file(newUid()), await file(named)],
      `/dicomweb/studies/${named}`,
    );
    expect(status).toBe(202);
    const [failure] = dataset['00081198'].Value;
    expect(failure['00741048'].Value[0]['00000902'].Value[0]).toContain('study_uid_mismatch');
    expect((await ended(named)).refusals).toMatchObject([{ code: 'study_uid_mismatch' }]);
  });

  it('the same instance again is stored once; other content under its UID is a conflict', async () => {
    const studyUid = newUid();
    const sopUid = newUid();
    const first = await file(studyUid, { sopUid });
    for (let i = 0; i < 2; i++) expect((await ingest.stow([first])).status).toBe(200);
    expect((await ended(studyUid)).revision?.revision).toBe(1);
    expect((await ingest.stow([first])).status).toBe(200);
    const other = await file(studyUid, { sopUid, image: small(9) });
    const { status, dataset } = await ingest.stow([other]);
    expect(status).toBe(409);
    expect(JSON.stringify(dataset)).toContain('instance_conflict');
    const stored = await ingest.store.storage.get(`tenants/north/studies/${studyUid}/instances/${sopUid}.dcm`);
    expect(stored.equals(first)).toBe(true);
  });

  it('two senders of different content under one UID: one wins, whole', async () => {
    const [studyUid, sopUid] = [newUid(), newUid()];
    const files = await Promise.all([1, 2, 3, 4].map((seed) => file(studyUid, { sopUid, image: small(seed) })));
    const answers = await Promise.all(files.map((each) => ingest.stow([each])));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const winner = files[answers.findIndex(({ status }) => status === 200)] as Buffer;
    const stored = await ingest.store.storage.get(`tenants/north/studies/${studyUid}/instances/${sopUid}.dcm`);
    expect(stored.equals(winner)).toBe(true);
  });

  it.each([
    ['another content type', 415, 'application/dicom+json', 'x'],
    ['another type of parts', 415, 'multipart/related; type="application/dicom+json"; boundary=b', '--b--'],
    ['a form', 415, 'multipart/form-data; boundary=b', '--b--'],
    ['no boundary', 400, 'multipart/related; type="application/dicom"', '--b--'],
    ['no parts', 400, 'multipart/related; type="application/dicom"; boundary=b', '--b--'],
    ['a body that ends too early', 400, 'multipart/related; type="application/dicom"; boundary=b', '--b\r\n\r\nabc'],
    ['too large a body', 413, 'multipart/related; type="application/dicom"; boundary=b', 'x'.repeat(9_000_001)],
  ])('%s is %i', async (_, status, contentType, body) => {
    const init = { method: 'POST', headers: { 'content-type': contentType }, body };
    const response = await ingest.fetch('/dicomweb/studies', init);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('a body without a stated length is cut off at the limit', async () => {
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(1_000_000, 'x')),
    });
    const headers = { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    // The answer may come while the body is still being sent, or the connection may end.
    const status = await ingest.fetch('/dicomweb/studies', init).then(
      (response) => response.status,
      () => 413,
    );
    expect(status).toBe(413);
    expect((await ingest.fetch('/healthz')).status).toBe(200);
  });
});

describe('keys and tenants', () => {
  it('an unknown key is 401, a key without the scope 403', async () => {
    const bytes = await file(newUid());
    expect((await ingest.stow([bytes], undefined, `wr_${'x'.repeat(40)}`)).status).toBe(401);
    const { key } = await issueKey(ingest.store.storage, { tenant: 'north', name: 'r', scopes: ['read'] });
    expect((await ingest.stow([bytes], undefined, key)).status).toBe(403);
  });

  it('the same UIDs of two tenants are two studies', async () => {
    const { key } = await issueKey(ingest.store.storage, { tenant: 'south', name: 's' });
    const [studyUid, sopUid] = [newUid(), newUid()];
    const north = await file(studyUid, { sopUid });
    const south = await file(studyUid, { sopUid, image: small(8) });
    expect((await ingest.stow([north])).status).toBe(200);
    expect(await ingest.store.findStudy({ tenant: 'south', study: studyUid })).toBeUndefined();
    expect((await ingest.stow([south], undefined, key)).status).toBe(200);
    const read = (tenant: string) =>
      ingest.store.storage.get(`tenants/${tenant}/studies/${studyUid}/instances/${sopUid}.dcm`);
    expect((await read('north')).equals(north)).toBe(true);
    expect((await read('south')).equals(south)).toBe(true);
    expect(await statusOf(studyUid)).toBeDefined();
  });
});
