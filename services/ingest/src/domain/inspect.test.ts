import { defaultLimits } from '@wetread/dicom';
import { dicomFile, syntheticRadiograph } from '@wetread/testing';
import { expect, it } from 'vitest';
import { inspect } from './inspect.ts';

const image = syntheticRadiograph({ width: 64, height: 64, bits: 8 });

async function inspected(attributes: Record<string, unknown>) {
  const bytes = await dicomFile({ image, bitsStored: 8, patientId: 'P-7', attributes });
  const file = { path: '', bytes: bytes.length, sha256: 'ab'.repeat(32), overLimit: false, source: bytes };
  return inspect({ ...file, moved: () => {}, remove: async () => {} }, defaultLimits);
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
