import { issueKey } from '@wetread/accounts';
import { newUid } from '@wetread/contracts';
import { settled, stow, upload } from '@wetread/stack';
import {
  ctSlice,
  dicomFile,
  kneeRadiograph,
  nonImageDicom,
  pngBomb,
  pngFile,
  renamedPdf,
  syntheticRadiograph,
  truncated,
} from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endOf, startWholeStack, type WholeStack } from './whole-stack.ts';

let whole: WholeStack;
beforeAll(async () => {
  whole = await startWholeStack({ ingest: { MAX_REQUEST_BYTES: '20000000', MAX_FILE_BYTES: '10000000' } });
});
afterAll(() => whole.stop());

const badFiles: [what: string, code: string, make: () => Promise<Buffer> | Buffer][] = [
  ['random bytes', 'not_dicom', () => Buffer.from('no image at all'.repeat(50))],
  ['a cut DICOM file', 'truncated', async () => truncated(await dicomFile())],
  ['no bytes', 'empty_file', () => Buffer.alloc(0)],
  ['a PDF renamed .dcm', 'not_dicom', () => renamedPdf()],
  ['a PNG bomb', 'image_too_large', () => pngBomb(20_000, 20_000)],
  ['a document', 'sop_class_unsupported', () => nonImageDicom()],
  ['a CT slice', 'sop_class_unsupported', () => ctSlice()],
  ['a knee', 'not_chest', () => kneeRadiograph()],
];

describe('bad input', () => {
  it.each(badFiles)(
    '%s is refused as %s in answer, status and webhook, and the rest is kept',
    async (_, code, make) => {
      const good = await pngFile(syntheticRadiograph({ width: 200, height: 200, seed: 1, bits: 8 }));
      const { status, answer } = await upload(whole.stack, [
        { name: 'bad.dcm', bytes: await make() },
        { name: 'good.png', bytes: good },
      ]);
      expect(status).toBe(202);
      const refusals = answer.studies.flatMap((study) => study.refusals);
      expect(refusals.map((refusal) => refusal.code)).toEqual([code]);
      const ends = await Promise.all(answer.studies.map(({ id }) => settled(whole.stack, id)));
      expect(ends.map((end) => end.status)).toContain('summarized');
      expect(ends.flatMap((end) => end.refusals.map((refusal) => refusal.code))).toContain(code);
    },
  );

  it('alone ends its study as refused, with an event that says why (I8)', async () => {
    const { status, answer } = await upload(whole.stack, [{ name: 'a.dcm', bytes: renamedPdf() }]);
    expect(status).toBe(422);
    const id = answer.studies[0]?.id as string;
    const event = await endOf(whole.receiver, id);
    expect(event).toMatchObject({ type: 'study.refused', verified: true, data: { refusals: [{ code: 'not_dicom' }] } });
  });

  it('leaves the services running, and their memory as it was', async () => {
    const rss = async () =>
      Number(/process_resident_memory_bytes\{[^}]*\} (\S+)/.exec(await whole.stack.metrics('ingest'))?.[1]);
    const before = await rss();
    const bomb = await pngBomb(20_000, 20_000);
    for (let i = 0; i < 20; i++) await upload(whole.stack, [{ name: 'bomb.png', bytes: bomb }]);
    expect(await rss()).toBeLessThan(before + 200e6);
  });
});

describe('the edges', () => {
  it('answer an unknown key with 401', async () => {
    const response = await fetch(`${whole.stack.url}/v1/studies`, {
      headers: { authorization: `Bearer wr_${'x'.repeat(40)}` },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answer with 404 for the study of another tenant', async () => {
    const studyUid = newUid();
    await stow(whole.stack, [await dicomFile({ studyUid })]);
    const { key } = await issueKey(whole.store.storage, { tenant: 'other', name: 'other' });
    const headers = { authorization: `Bearer ${key}` };
    for (const path of [`/v1/studies/${studyUid}`, `/v1/studies/${studyUid}/summary`]) {
      expect((await fetch(`${whole.stack.url}${path}`, { headers })).status).toBe(404);
    }
    const deletion = await fetch(`${whole.stack.url}/v1/studies/${studyUid}`, { method: 'DELETE', headers });
    expect(deletion.status).toBe(404);
    expect(await settled(whole.stack, studyUid)).toMatchObject({ status: 'summarized' });
  });

  it('answer with 413 to what is too large', async () => {
    const response = await whole.stack.fetch('/v1/studies', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: Buffer.alloc(21_000_000),
    });
    expect(response.status).toBe(413);
  });
});
