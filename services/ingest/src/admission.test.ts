import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newUid } from '@wetread/contracts';
import { viewStudy } from '@wetread/studies';
import {
  type DicomFileOptions,
  dicomFile,
  type RedisServer,
  sopClasses,
  startRedis,
  syntheticRadiograph,
  tempFolder,
  transferSyntaxes,
  waitFor,
} from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendDicom, store } from './fixtures/dicom-sender.ts';
import { IngestProcess } from './fixtures/ingest-process.ts';

const run = promisify(execFile);
const withStorescu = spawnSync('storescu', ['--version']).error === undefined;
if (!withStorescu) console.warn('NOT SENT by another sender: storescu is not on the PATH (package dcmtk).');

let redis: RedisServer;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
  ingest = await IngestProcess.start(redis.url, { MIN_AGE_YEARS: '16', BURNED_IN_ANNOTATION: 'refuse' });
});
afterAll(async () => {
  await ingest?.remove();
  await redis?.stop();
});

const drawn = (seed: number) => syntheticRadiograph({ width: 100, height: 90, bits: 12, seed });
const file = (studyUid: string, over: DicomFileOptions = {}) => dicomFile({ studyUid, image: drawn(1), ...over });
const settled = (study: string) =>
  waitFor(
    async () => {
      const found = await viewStudy(ingest.store, { tenant: 'north', study });
      return found && found.status !== 'received' ? found : undefined;
    },
    { timeoutMs: 30_000, what: `the assembly of ${study}` },
  );

describe('what is admitted', () => {
  it('is an image in any transfer syntax, and all of them show the same pixels, which are read once (I8)', async () => {
    const study = newUid();
    const lossy = /Near|Baseline|Extended|BigEndian|jpeg2000$|htj2k$/;
    const lossless = Object.entries(transferSyntaxes).filter(([name]) => !lossy.test(name));
    const files = await Promise.all(lossless.map(([, transferSyntax]) => file(study, { transferSyntax })));
    const { status } = await ingest.stow(files);
    expect(status).toBe(200);
    const { instances, revision, refusals } = await settled(study);
    expect(new Set(instances.map(({ transferSyntax }) => transferSyntax)).size).toBe(lossless.length);
    expect(revision?.images).toHaveLength(1);
    expect(refusals.map(({ code }) => code)).toEqual(Array(lossless.length - 1).fill('duplicate_image'));
  });

  it('is decided image by image, and a study without a usable one ends as refused with all the reasons', async () => {
    const study = newUid();
    const flat = { ...drawn(1), pixels: drawn(1).pixels.map(() => 700) };
    const child = { PatientAge: '007Y' };
    const files = await Promise.all([
      file(study, { image: flat }),
      file(study, { viewPosition: 'LL', image: drawn(2) }),
      file(study, { attributes: child, image: drawn(3) }),
      file(study, { attributes: { BurnedInAnnotation: 'YES' }, image: drawn(4) }),
      file(study, { sopClass: sopClasses.xRayAngiography, modality: 'XA' }),
    ]);
    expect((await ingest.stow(files)).status).toBe(202);
    const { status, instances, refusals, revision } = await settled(study);
    expect([status, revision?.images]).toEqual(['refused', []]);
    expect(instances).toHaveLength(2);
    expect(refusals.map(({ code }) => code).sort()).toEqual([
      'age_out_of_range',
      'blank_image',
      'burned_in_annotation',
      'not_frontal',
      'sop_class_unsupported',
    ]);
  });

  it('by C-STORE is the same: a refused fluoroscopy has its reason', async () => {
    const study = newUid();
    const fluoroscopy = await file(study, { sopClass: sopClasses.xRayFluoroscopy, modality: 'RF' });
    const { answers } = await sendDicom(ingest.dicomPort, [await store(fluoroscopy)]);
    expect(answers).toEqual([{ status: 0x0122, comment: 'sop_class_unsupported' }]);
    expect((await settled(study)).status).toBe('refused');
  });
});

describe.skipIf(!withStorescu)('what dcmtk sends', () => {
  it.each([
    ['deflated', '-xd'],
    ['explicitBigEndian', '-xb'],
    ['rleLossless', '-xr'],
    ['jpegExtended', '-xx'],
    ['jpegLosslessFirstOrder', '-xs'],
    ['jpegLsLossless', '-xt'],
    ['jpegLsNearLossless', '-xu'],
    ['jpeg2000Lossless', '-xv'],
    ['jpeg2000', '-xw'],
  ] as const)('in %s is stored as it came, and read', async (name, option) => {
    const [folder, study, sopUid] = [await tempFolder('storescu'), newUid(), newUid()];
    const path = join(folder.path, 'a.dcm');
    const transferSyntax = transferSyntaxes[name];
    const written = name === 'explicitBigEndian' ? transferSyntaxes.explicitLittleEndian : transferSyntax;
    await writeFile(path, await file(study, { sopUid, transferSyntax: written }));
    if (written !== transferSyntax) await run('dcmconv', ['+tb', path, path]);
    await run('storescu', [option, '-aec', 'WETREAD', '127.0.0.1', `${ingest.dicomPort}`, path]);
    const { status, instances } = await settled(study);
    expect(status).toBe('queued');
    expect(instances).toMatchObject([{ sop: sopUid, transferSyntax }]);
    await folder.remove();
  });
});
