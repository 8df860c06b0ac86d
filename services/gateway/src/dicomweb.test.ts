import { derivedUid, newUid, sha256 } from '@wetread/contracts';
import { readHeader } from '@wetread/dicom';
import { keys } from '@wetread/studies';
import { pngFile, transferSyntaxes } from '@wetread/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chest, partsOf, type StoredDicom, storedDicom } from './fixtures/stored-dicom.ts';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';

let world: World;
let key: string;
beforeAll(async () => {
  world = await startWorld();
  key = await world.key(tenant, ['read']);
});
afterAll(() => world.stop());

const get = (path: string, accept?: string, headers: Record<string, string> = {}) =>
  call(`${world.url}${path}`, key, { headers: { ...(accept && { accept }), ...headers } });
const native = Buffer.from(chest.pixels.buffer);
const { jpegLsLossless, explicitLittleEndian, rleLossless } = transferSyntaxes;

/** Three instances in two series, of two transfer syntaxes. */
async function threeInstances(): Promise<[StoredDicom, StoredDicom, StoredDicom]> {
  const first = await storedDicom(world);
  const same = { studyUid: first.ref.study };
  const second = await storedDicom(world, { ...same, seriesUid: first.series, transferSyntax: jpegLsLossless });
  return [first, second, await storedDicom(world, same)];
}

const inSyntax = (syntax: string): string => `multipart/related; type="application/dicom"; transfer-syntax=${syntax}`;

function brokenFrame(file: Buffer): Buffer {
  const start = file.indexOf('ffd8ff', 'hex');
  return Buffer.concat([file.subarray(0, start + 40), Buffer.alloc(file.length - start - 40, 0x11)]);
}

describe('instances', () => {
  it('come as they were stored: of a study, of a series, alone', async () => {
    const stored = await threeInstances();
    const [first, second] = stored;
    const study = await get(`/dicomweb/studies/${first.ref.study}`, 'multipart/related; type="application/dicom"');
    expect(study.headers.get('content-type')).toContain('type="application/dicom"');
    const parts = await partsOf(study);
    const hashes = (some: readonly { file: Buffer }[]) => some.map(({ file }) => sha256(file)).sort();
    expect(parts.map(({ body }) => sha256(body)).sort()).toEqual(hashes(stored));
    const series = await partsOf(await get(`/dicomweb/studies/${first.ref.study}/series/${first.series}`));
    expect(series.map(({ body }) => sha256(body)).sort()).toEqual(hashes([first, second]));
    const one = await partsOf(await get(second.path, 'multipart/related; type=application/dicom; transfer-syntax=*'));
    expect(one).toEqual([{ type: `application/dicom; transfer-syntax=${jpegLsLossless}`, body: second.file }]);
    const single = await get(second.path, 'application/dicom');
    expect(single.headers.get('content-length')).toBe(String(second.file.length));
    expect(Buffer.from(await single.arrayBuffer()).equals(second.file)).toBe(true);
  });

  it('in another transfer syntax than asked for are left out: 206, and 406 where none is left', async () => {
    const { ref, series } = await storedDicom(world);
    const big = { transferSyntax: transferSyntaxes.explicitBigEndian };
    const one = await storedDicom(world, { ...big, studyUid: ref.study, seriesUid: series });
    const some = await get(`/dicomweb/studies/${ref.study}`, inSyntax(explicitLittleEndian));
    expect(some.status).toBe(206);
    expect(await partsOf(some)).toHaveLength(1);
    const none = await get(one.path, inSyntax(rleLossless));
    expect([none.status, ((await none.json()) as { detail: string }).detail]).toEqual([
      406,
      expect.stringContaining(transferSyntaxes.explicitBigEndian),
    ]);
    expect((await get(one.path, 'text/html')).status).toBe(406);
  });

  it('are unpacked into explicit little endian where nothing else is taken', async () => {
    const [first, second, third] = await threeInstances();
    const type = `application/dicom; transfer-syntax=${explicitLittleEndian}`;
    const parts = await partsOf(await get(`/dicomweb/studies/${first.ref.study}`, inSyntax(explicitLittleEndian)));
    expect(parts.map((part) => part.type)).toEqual([type, type, type]);
    const bodies = parts.map(({ body }) => sha256(body));
    expect([first, second, third].map(({ file }) => bodies.includes(sha256(file)))).toEqual([true, false, true]);
    const alone = await get(second.path, type);
    const file = Buffer.from(await alone.arrayBuffer());
    expect([alone.headers.get('content-type'), alone.headers.get('content-length')]).toEqual([
      type,
      String(file.length),
    ]);
    expect(bodies).toContain(sha256(file));
    expect(await readHeader(file)).toMatchObject({
      transferSyntaxUid: explicitLittleEndian,
      sopInstanceUid: second.sop,
    });
    expect(file.includes(native)).toBe(true);
    // As it is stored, with or without a word about it; each form has an ETag of its own.
    for (const accept of [
      'application/dicom',
      'application/dicom; transfer-syntax=*',
      '*/*;q=0.1, application/dicom',
    ]) {
      const stored = await get(second.path, accept);
      expect(Buffer.from(await stored.arrayBuffer()).equals(second.file)).toBe(true);
      expect(stored.headers.get('etag')).not.toBe(alone.headers.get('etag'));
    }
    const etag = alone.headers.get('etag') ?? '';
    expect((await get(second.path, type, { 'if-none-match': etag })).status).toBe(304);
  });

  it('that cannot be unpacked say so', async () => {
    const { path, ref, sop, file } = await storedDicom(world, { transferSyntax: jpegLsLossless });
    await world.store.storage.put(keys.instanceFileKey(ref, sop, 'dicom'), brokenFrame(file));
    for (const accept of [
      inSyntax(explicitLittleEndian),
      `application/dicom; transfer-syntax=${explicitLittleEndian}`,
    ]) {
      expect((await get(path, accept)).status).toBe(422);
    }
    expect((await get(path, 'application/dicom')).status).toBe(200);
  });

  it('are not sent again to who has them', async () => {
    const { path, ref } = await storedDicom(world);
    for (const one of [
      path,
      `/dicomweb/studies/${ref.study}`,
      `${path}/metadata`,
      `${path}/rendered`,
      `${path}/frames/1`,
    ]) {
      const etag = (await get(one)).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[0-9a-f]{40}"$/);
      expect((await get(one, undefined, { 'if-none-match': etag })).status).toBe(304);
      expect((await get(one, undefined, { 'if-none-match': '"other"' })).status).toBe(200);
    }
  });

  it('of others, of no study and of a deleted one are not there', async () => {
    const { path, ref, sop, series } = await storedDicom(world);
    const foreign = await world.key('south', ['read']);
    const study = `/dicomweb/studies/${ref.study}`;
    const places = [
      study,
      `${study}/series/${series}`,
      path,
      `${path}/metadata`,
      `${path}/rendered`,
      `${path}/frames/1`,
      `${study}/thumbnail`,
    ];
    for (const place of places) expect((await call(`${world.url}${place}`, foreign)).status).toBe(404);
    const wrong = [
      `/dicomweb/studies/${newUid()}`,
      `${study}/series/${newUid()}`,
      `${study}/series/${newUid()}/instances/${sop}`,
    ];
    for (const place of wrong) expect((await get(place)).status).toBe(404);
    expect((await get(`${study}/series/none`)).status).toBe(400);
    // A deletion that was broken off after its first step.
    await world.storage.delete(keys.studyKey(ref));
    for (const place of places) expect((await get(place)).status).toBe(404);
  });
});

describe('metadata', () => {
  it('is the header of each instance, with a way to its pixels', async () => {
    const [first, second] = await threeInstances();
    const response = await get(`/dicomweb/studies/${first.ref.study}/series/${first.series}/metadata`);
    expect(response.headers.get('content-type')).toBe('application/dicom+json');
    const datasets = (await response.json()) as Record<
      string,
      { Value?: unknown[]; BulkDataURI?: string; vr: string }
    >[];
    expect(datasets.map((one) => one['00080018']?.Value?.[0]).sort()).toEqual([first.sop, second.sop].sort());
    const compressed = datasets.find((one) => one['00080018']?.Value?.[0] === second.sop);
    expect(compressed?.['00100010']?.Value).toEqual([{ Alphabetic: 'Synthetic^Chest' }]);
    expect(compressed?.['00083002']?.Value).toEqual([jpegLsLossless]);
    expect(compressed?.['7FE00010']).toEqual({ vr: 'OB', BulkDataURI: `${world.url}${second.path}/frames/1` });
    const url = datasets.find((one) => one !== compressed)?.['7FE00010']?.BulkDataURI ?? '';
    const [pixels] = await partsOf(await call(url, key));
    expect(pixels?.body.equals(native)).toBe(true);
  });

  it('may be XML', async () => {
    const { ref, sop } = await storedDicom(world);
    const response = await get(
      `/dicomweb/studies/${ref.study}/metadata`,
      'multipart/related; type="application/dicom+xml"',
    );
    const [part] = await partsOf(response);
    expect(part?.type).toBe('application/dicom+xml');
    expect(part?.body.toString()).toContain(`keyword="SOPInstanceUID"><Value number="1">${sop}</Value>`);
  });
});

describe('frames', () => {
  const related = (type: string, syntax?: string) =>
    `multipart/related; type="${type}"${syntax ? `; transfer-syntax=${syntax}` : ''}`;

  it.each([
    'explicitLittleEndian',
    'implicitLittleEndian',
    'deflated',
    'rleLossless',
    'jpegLosslessFirstOrder',
    'jpeg2000Lossless',
  ] as const)('are samples, also of what is stored in %s', async (name) => {
    const { path } = await storedDicom(world, { transferSyntax: transferSyntaxes[name] });
    const [frame, ...others] = await partsOf(await get(`${path}/frames/1`, related('application/octet-stream')));
    expect([frame?.type, others]).toEqual([`application/octet-stream; transfer-syntax=${explicitLittleEndian}`, []]);
    expect(frame?.body.equals(native)).toBe(true);
  });

  it('are the codestream where its type is asked for, alone or as parts', async () => {
    const { path, file } = await storedDicom(world, { transferSyntax: jpegLsLossless });
    const [frame] = await partsOf(await get(`${path}/frames/1`, related('image/jls', '*')));
    expect(frame?.type).toBe(`image/jls; transfer-syntax=${jpegLsLossless}`);
    expect(frame?.body.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect(file.includes(frame?.body ?? 'x')).toBe(true);
    const alone = await get(`${path}/frames/1`, 'image/jls');
    expect(Buffer.from(await alone.arrayBuffer()).equals(frame?.body ?? Buffer.alloc(0))).toBe(true);
    expect(await partsOf(await get(`${path}/frames/1,1`, related('image/jls')))).toHaveLength(2);
    expect((await get(`${path}/frames/1`, related('image/jp2'))).status).toBe(406);
    expect((await get(`${path}/frames/2`)).status).toBe(404);
    expect((await get(`${path}/frames/0`)).status).toBe(400);
  });
});

describe('rendered', () => {
  const metadataOf = async (response: Response) => sharp(Buffer.from(await response.arrayBuffer())).metadata();

  it('is JPEG, or what is asked for, and fits the viewport', async () => {
    const { path, ref } = await storedDicom(world);
    expect(await metadataOf(await get(`${path}/rendered`))).toMatchObject({ format: 'jpeg', width: 100, height: 90 });
    const png = await get(`${path}/rendered?viewport=50,50&window=1000,500,linear`, 'image/png');
    expect(await metadataOf(png)).toMatchObject({ format: 'png', width: 50, height: 45 });
    const frame = await get(`${path}/frames/1/rendered?quality=20&accept=image/gif`);
    expect(await metadataOf(frame)).toMatchObject({ format: 'gif' });
    const [image] = await partsOf(
      await get(`/dicomweb/studies/${ref.study}/rendered`, 'multipart/related; type="image/jpeg"'),
    );
    expect(image?.type).toBe('image/jpeg');
    const thumbnail = await get(`/dicomweb/studies/${ref.study}/thumbnail`);
    expect(await metadataOf(thumbnail)).toMatchObject({ width: 128, height: 115 });
    const annotated = await get(`${path}/rendered?annotation=patient`);
    expect(annotated.headers.get('warning')).toMatch(/^299 wetread "Annotations/);
  });

  it.each([
    'viewport=0,5',
    'viewport=9000,5',
    'viewport=5,5,90,0,50,50',
    'window=1,2',
    'window=1,0,linear',
    'quality=0',
  ])('with %s is refused', async (query) => {
    const { path } = await storedDicom(world);
    expect((await get(`${path}/rendered?${query}`)).status).toBe(400);
  });

  it('of pixels that cannot be decoded says so, and so do their samples', async () => {
    const { path, ref, sop, file } = await storedDicom(world, { transferSyntax: jpegLsLossless });
    await world.store.storage.put(keys.instanceFileKey(ref, sop, 'dicom'), brokenFrame(file));
    for (const place of [`${path}/rendered`, `${path}/frames/1`]) {
      expect((await get(place)).status).toBe(422);
    }
  });
});

describe('what came as a picture', () => {
  it('can be had as rendered and is no DICOM instance otherwise', async () => {
    const ref = { tenant, study: newUid() };
    const [sop, file, now] = [newUid(), await pngFile(chest), new Date().toISOString()];
    await world.store.storage.put(keys.instanceFileKey(ref, sop, 'png'), file);
    const size = { width: chest.width, height: chest.height, bytes: file.length };
    await world.store.putInstance(ref, {
      sop,
      format: 'png',
      view: 'unknown',
      ...size,
      sha256: sha256(file),
      receivedAt: now,
    });
    await world.store.putStudy({ ...ref, receivedAt: now, source: 'upload', priority: 'routine' });
    const path = `/dicomweb/studies/${ref.study}/series/${derivedUid(ref.study, 'pictures')}/instances/${sop}`;
    expect((await get(`${path}/rendered`)).status).toBe(200);
    expect((await get(`/dicomweb/studies/${ref.study}/thumbnail`)).status).toBe(200);
    for (const place of [path, `${path}/metadata`, `${path}/frames/1`, `/dicomweb/studies/${ref.study}`]) {
      const response = await get(place);
      expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
        404,
        expect.stringContaining('picture'),
      ]);
    }
  });
});
