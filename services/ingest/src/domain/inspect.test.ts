import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { defaultLimits } from '@wetread/dicom';
import { dicomFile, syntheticRadiograph, tempFolder } from '@wetread/testing';
import { expect, it } from 'vitest';
import { inspect } from './inspect.ts';

const image = syntheticRadiograph({ width: 64, height: 64, bits: 8 });

async function inspected(attributes: Record<string, unknown>) {
  const folder = await tempFolder('inspect');
  const path = join(folder.path, 'a.dcm');
  const bytes = await dicomFile({ image, bitsStored: 8, patientId: 'P-7', attributes });
  await writeFile(path, bytes);
  const file = { path, bytes: bytes.length, sha256: 'ab'.repeat(32), overLimit: false };
  const found = await inspect({ ...file, read: () => Readable.from([]), remove: async () => {} }, defaultLimits);
  await folder.remove();
  return found;
}

it('tells whose study it is, under which order and of which day', async () => {
  const found = await inspected({ AccessionNumber: 'A-12', StudyDate: '20260302' });
  expect(found).toMatchObject({ patientId: 'P-7', accession: 'A-12', studyDate: '2026-03-02' });
});

it.each(['', '20260231', 'unknown'])('takes %j for no date, and the study all the same', async (StudyDate) => {
  const found = await inspected({ StudyDate });
  expect(found).not.toHaveProperty('studyDate');
  expect(found.refusal).toBeUndefined();
});
