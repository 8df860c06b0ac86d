import { newUid } from '@wetread/contracts';
import { connectRedis } from '@wetread/queues';
import { transferSyntaxes } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partsOf, type StoredDicom, storedDicom } from './fixtures/stored-dicom.ts';
import { call, startWorld, tenant, type World } from './fixtures/world.ts';

type Dataset = Record<string, { vr: string; Value?: unknown[] }>;

let world: World;
let key: string;
/** Newest last: Anna's chest of two images in two series, Bruno's, and one more of Anna, a day later. */
let [anna, lateral, bruno, later] = [] as unknown as [StoredDicom, StoredDicom, StoredDicom, StoredDicom];

beforeAll(async () => {
  world = await startWorld();
  key = await world.key(tenant, ['read']);
  const ofAnna = { patientId: 'ID-1', patientName: 'Müller^Anna' };
  const from = (day: number) => ({
    receivedAt: `2026-01-0${day}T10:00:00Z`,
    accession: `ACC${day}`,
    studyDate: `2026-01-0${day}`,
  });
  anna = await storedDicom(
    world,
    { ...ofAnna, attributes: { StudyDescription: 'Chest PA', InstanceNumber: '7' } },
    from(1),
  );
  const added = {
    studyUid: anna.ref.study,
    modality: 'CR',
    viewPosition: 'LL',
    transferSyntax: transferSyntaxes.rleLossless,
  };
  lateral = await storedDicom(world, { ...ofAnna, ...added }, from(1));
  bruno = await storedDicom(world, { patientId: 'ID-2', patientName: 'Maier^Bruno^^^' }, from(2));
  later = await storedDicom(world, { ...ofAnna, attributes: { StudyTime: '221500.5' } }, from(3));
  await storedDicom(world, { patientId: 'ID-1' }, { tenant: 'south' });
});
afterAll(() => world.stop());

const ask = (path: string, accept?: string) =>
  call(`${world.url}/dicomweb${path}`, key, { headers: { ...(accept && { accept }) } });
async function find(path: string): Promise<Dataset[]> {
  const response = await ask(path);
  expect([200, 204]).toContain(response.status);
  return response.status === 204 ? [] : ((await response.json()) as Dataset[]);
}
const values = (found: readonly Dataset[], tag: string) => found.map((one) => one[tag]?.Value?.[0]);
const studiesOf = async (query: string) => values(await find(`/studies${query}`), '0020000D');
const uids = (...stored: StoredDicom[]) => stored.map(({ ref }) => ref.study);

describe('a search for studies', () => {
  it('finds all of the tenant, newest first, with what each hit must have', async () => {
    expect(await studiesOf('')).toEqual(uids(later, bruno, anna));
    const hit = (await find('/studies')).at(-1);
    expect(hit).toMatchObject({
      '00080020': { vr: 'DA', Value: ['20260101'] },
      '00080050': { vr: 'SH', Value: ['ACC1'] },
      '00080056': { vr: 'CS', Value: ['ONLINE'] },
      '00080061': { vr: 'CS', Value: ['CR', 'DX'] },
      '00081190': { vr: 'UR', Value: [`${world.url}/dicomweb/studies/${anna.ref.study}`] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller^Anna' }] },
      '00201206': { vr: 'IS', Value: [2] },
      '00201208': { vr: 'IS', Value: [2] },
    });
    expect(hit).not.toHaveProperty('00081030');
    expect(hit).not.toHaveProperty('00280010');
  });

  it.each([
    ['PatientID=ID-1', () => [later, anna]],
    ['00100020=ID-1', () => [later, anna]],
    ['PatientID=ID-*', () => [later, bruno, anna]],
    ['PatientID=id-1', () => []],
    ['PatientName=müller*', () => [later, anna]],
    ['PatientName=M*er%5E?????', () => [bruno]],
    ['PatientName=Maier%5EBruno', () => [bruno]],
    ['PatientName=Maier', () => []],
    ['AccessionNumber=ACC2', () => [bruno]],
    ['AccessionNumber=ACC2&PatientID=ID-1', () => []],
    ['StudyDate=20260102', () => [bruno]],
    ['StudyDate=20260102-', () => [later, bruno]],
    ['StudyDate=-20260101', () => [anna]],
    ['StudyDate=20260101-20260102&PatientName=*anna', () => [anna]],
    ['StudyTime=22', () => [later]],
    ['StudyTime=0300-0310', () => [bruno, anna]],
    ['ModalitiesInStudy=CR', () => [anna]],
    ['ModalitiesInStudy=CT', () => []],
    ['StudyDescription=chest*', () => []],
    ['StudyDescription=Chest ??', () => [anna]],
    ['limit=2', () => [later, bruno]],
    ['limit=2&offset=1', () => [bruno, anna]],
    ['PatientName=*&offset=2', () => [anna]],
    ['limit=0', () => []],
    ['offset=3', () => []],
  ] as [string, () => StoredDicom[]][])('%s', async (query, wanted) => {
    expect(await studiesOf(`?${query}`)).toEqual(uids(...wanted()));
  });

  it('takes a list of UIDs, and answers 204 where there is nothing', async () => {
    const list = `${anna.ref.study},${later.ref.study},${newUid()}`;
    expect(await studiesOf(`?StudyInstanceUID=${list}`)).toEqual(uids(anna, later));
    expect((await ask(`/studies?StudyInstanceUID=${newUid()}`)).status).toBe(204);
  });

  it('includes what is asked for', async () => {
    const [described] = await find(
      `/studies?StudyInstanceUID=${anna.ref.study}&includefield=StudyDescription,00101030`,
    );
    expect(described?.['00081030']?.Value).toEqual(['Chest PA']);
    const [all] = await find(`/studies?StudyInstanceUID=${anna.ref.study}&includefield=all`);
    expect(all).toHaveProperty('00081030');
    expect(all).not.toHaveProperty('00280010');
  });

  it('says what it did not do, and that there is more', async () => {
    expect((await ask('/studies?fuzzymatching=true')).headers.get('warning')).toBe(
      '299 wetread "The fuzzymatching parameter is not supported. Only literal matching has been performed."',
    );
    expect((await ask('/studies?limit=1')).headers.get('warning')).toContain('additional results');
    expect((await ask('/studies')).headers.get('warning')).toBeNull();
  });

  it.each(['Nonsense=1', 'Rows=5', 'limit=x', 'offset=-1', 'includefield=Nonsense', 'ProcedureCodeSequence=1'])(
    'refuses %s rather than to leave it out',
    async (query) => {
      expect((await ask(`/studies?${query}`)).status).toBe(400);
    },
  );

  it('may be answered in XML, and is 406 in what is not known', async () => {
    const parts = await partsOf(await ask('/studies', 'multipart/related; type="application/dicom+xml"'));
    expect(parts.map(({ type }) => type)).toEqual(Array(3).fill('application/dicom+xml'));
    expect((await ask('/studies', 'text/html')).status).toBe(406);
  });
});

describe('a search for series and instances', () => {
  it('of a study', async () => {
    const series = await find(`/studies/${anna.ref.study}/series`);
    expect(values(series, '0020000E').sort()).toEqual([anna.series, lateral.series].sort());
    expect(series[0]).not.toHaveProperty('00100020');
    expect(values(await find(`/studies/${anna.ref.study}/series?Modality=CR`), '0020000E')).toEqual([lateral.series]);
    const instances = await find(`/studies/${anna.ref.study}/instances`);
    expect(values(instances, '00080018').sort()).toEqual([anna.sop, lateral.sop].sort());
    const [one] = await find(`/studies/${anna.ref.study}/series/${lateral.series}/instances`);
    expect(one).toMatchObject({
      '00080018': { Value: [lateral.sop] },
      '00083002': { Value: [transferSyntaxes.rleLossless] },
      '00081190': { Value: [`${world.url}${lateral.path}`] },
      '00280010': { vr: 'US', Value: [90] },
    });
  });

  it('of any study: the hits have its attributes, too', async () => {
    const [series] = await find(`/series?SeriesInstanceUID=${lateral.series}`);
    expect(series).toMatchObject({ '0020000D': { Value: [anna.ref.study] }, '00100020': { Value: ['ID-1'] } });
    const [instance] = await find(`/instances?SOPInstanceUID=${lateral.sop}`);
    expect(instance).toMatchObject({ '0020000E': { Value: [lateral.series] }, '00080060': { Value: ['CR'] } });
    expect(await find('/instances?PatientID=ID-1')).toHaveLength(3);
    expect(values(await find('/instances?ViewPosition=LL'), '00080018')).toEqual([lateral.sop]);
    expect(values(await find('/instances?InstanceNumber=007'), '00080018')).toEqual([anna.sop]);
    expect(values(await find('/instances?AnatomicRegionSequence.CodeValue=51185008&limit=1'), '00080018')).toHaveLength(
      1,
    );
    const [whole] = await find(`/instances?SOPInstanceUID=${lateral.sop}&includefield=all`);
    expect(whole).toHaveProperty('00185101');
  });
});

it('Redis holds nothing that names a patient', async () => {
  const redis = connectRedis(world.env['REDIS_URL'] as string);
  for (const name of await redis.keys('wr:search:*')) {
    const kind = await redis.type(name);
    const content = kind === 'set' ? await redis.smembers(name) : await redis.zrange(name, '0', '-1');
    expect(`${name} ${content.join(' ')}`).not.toMatch(/ID-\d|ACC\d|Anna|Bruno/i);
  }
  redis.disconnect();
});

it('a deleted study is no longer found, and no other tenant finds it', async () => {
  const gone = await storedDicom(world, { patientId: 'ID-9' }, { accession: 'GONE' });
  expect(await studiesOf('?PatientID=ID-9')).toEqual(uids(gone));
  const foreign = await call(`${world.url}/dicomweb/studies?PatientID=ID-9`, await world.key('south', ['read']));
  expect(foreign.status).toBe(204);
  const deleted = await call(`${world.url}/v1/studies/${gone.ref.study}`, await world.key(tenant), {
    method: 'DELETE',
  });
  expect(deleted.status).toBe(204);
  expect(await studiesOf('?PatientID=ID-9')).toEqual([]);
  expect(await studiesOf('')).not.toContain(gone.ref.study);
});

it('while the index is being rebuilt, a search is told to come back', async () => {
  const redis = connectRedis(world.env['REDIS_URL'] as string);
  await redis.del('wr:epoch:3');
  const response = await ask('/studies');
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  await world.index.markFilled();
  redis.disconnect();
});
