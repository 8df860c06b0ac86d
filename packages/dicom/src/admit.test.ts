import { type RefusalCode, RefusalError } from '@wetread/contracts';
import {
  ctSlice,
  type DicomFileOptions,
  dicomFile,
  kneeRadiograph,
  nonImageDicom,
  sopClasses,
  syntheticRadiograph,
  transferSyntaxes,
} from '@wetread/testing';
import { describe, expect, it } from 'vitest';
import { type AdmissionRules, admit, defaultRules } from './admit.ts';
import { admitImage } from './admit-pixels.ts';
import { readHeader } from './header.ts';
import { type View, viewOf } from './view.ts';

const image = syntheticRadiograph({ width: 96, height: 80, bits: 12 });
const make = (options: DicomFileOptions = {}): Promise<Buffer> => dicomFile({ image, ...options });

async function verdict(
  file: Buffer | Promise<Buffer>,
  rules: AdmissionRules = defaultRules,
): Promise<RefusalCode | 'admitted'> {
  const header = await readHeader(await file);
  try {
    admit(header, rules);
    return 'admitted';
  } catch (error) {
    if (error instanceof RefusalError) return error.code;
    throw error;
  }
}

const secondary = { sopClass: sopClasses.secondaryCapture, modality: 'OT' };
const withoutRegion = { AnatomicRegionSequence: undefined };

describe('admit', () => {
  it.each<[string, DicomFileOptions]>([
    ['digital X-ray', {}],
    ['for processing', { sopClass: sopClasses.digitalXRayForProcessing }],
    ['computed radiography', { sopClass: sopClasses.computedRadiography, modality: 'CR' }],
    ['computed radiography without a modality', { sopClass: sopClasses.computedRadiography, modality: '' }],
    ['secondary capture, OT', secondary],
    ['secondary capture in colour', { ...secondary, photometric: 'RGB', bitsStored: 8 }],
    ['MONOCHROME1', { photometric: 'MONOCHROME1' }],
    ['JPEG baseline', { transferSyntax: transferSyntaxes.jpegBaseline }],
    ['implicit little endian', { transferSyntax: transferSyntaxes.implicitLittleEndian }],
    ['a lower-case thorax', { bodyPart: 'thorax' }],
    ['lungs among words', { bodyPart: 'LUNGS, PA' }],
    ['no body part, chest as region', { bodyPart: '' }],
    ['nothing said of the body part', { bodyPart: '', attributes: withoutRegion }],
    ['an unknown body part', { bodyPart: 'UNKNOWN', attributes: withoutRegion }],
  ])('takes %s', async (_, options) => {
    expect(await verdict(make(options))).toBe('admitted');
  });

  it.each<[RefusalCode, () => Buffer | Promise<Buffer>]>([
    ['sop_class_unsupported', () => nonImageDicom()],
    ['sop_class_unsupported', () => ctSlice({ image })],
    ['modality_unsupported', () => make({ modality: 'MG' })],
    ['modality_unsupported', () => make({ modality: 'OT' })],
    ['modality_unsupported', () => make({ ...secondary, modality: '' })],
    ['modality_unsupported', () => make({ ...secondary, modality: 'CT' })],
    ['not_chest', () => kneeRadiograph({ image })],
    ['not_chest', () => make({ bodyPart: 'TSPINE' })],
    [
      'not_chest',
      () =>
        make({
          bodyPart: '',
          attributes: {
            AnatomicRegionSequence: [{ CodeValue: '72696002', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Knee' }],
          },
        }),
    ],
    ['transfer_syntax_unsupported', () => make({ transferSyntax: '1.2.840.10008.1.2.4.102' })],
    ['multi_frame', () => make({ ...secondary, attributes: { NumberOfFrames: '2' } })],
    ['photometric_unsupported', () => make({ attributes: { PhotometricInterpretation: 'PALETTE COLOR' } })],
    ['photometric_unsupported', () => make({ ...secondary, bitsStored: 8, photometric: 'YBR_FULL_422' })],
    ['image_too_small', () => make({ attributes: { Rows: 16 } })],
    ['image_too_large', () => make({ attributes: { Rows: 65535, Columns: 65535 } })],
    ['pixel_data_invalid', () => make({ attributes: { Rows: 81 } })],
    ['bits_unsupported', () => make({ attributes: { BitsAllocated: 32 } })],
    ['pixel_data_invalid', () => make({ attributes: { HighBit: 3 } })],
  ])('refuses with %s (%#)', async (code, file) => {
    expect(await verdict(file())).toBe(code);
  });

  it('holds an uploaded picture to the same size', () => {
    expect(() => admitImage({ kind: 'png', width: 20_000, height: 20_000 })).toThrow(RefusalError);
    expect(() => admitImage({ kind: 'jpeg', width: 2_000, height: 63 })).toThrow(RefusalError);
    admitImage({ kind: 'jpeg', width: 2_000, height: 2_500 });
  });
});

describe('viewOf', () => {
  const silent = { PatientOrientation: undefined };
  const coded = (CodeValue: string, CodeMeaning: string) => ({
    ...silent,
    ViewCodeSequence: [{ CodeValue, CodingSchemeDesignator: 'SCT', CodeMeaning }],
  });

  it.each<[View, DicomFileOptions]>([
    ['frontal', { viewPosition: 'PA' }],
    ['frontal', { viewPosition: 'AP' }],
    ['lateral', { viewPosition: 'LL' }],
    ['lateral', { viewPosition: 'LATERAL', attributes: { PatientOrientation: ['L', 'F'] } }],
    ['lateral', { viewPosition: '', attributes: coded('399173006', 'left lateral') }],
    ['frontal', { viewPosition: '', attributes: coded('X', 'antero-posterior') }],
    ['frontal', { viewPosition: '', attributes: { PatientOrientation: ['R', 'F'] } }],
    ['lateral', { viewPosition: '', attributes: { PatientOrientation: ['A', 'F'] } }],
    ['lateral', { viewPosition: '', attributes: { ...silent, SeriesDescription: 'Chest Lat.' } }],
    ['unknown', { viewPosition: '', attributes: { ...silent, SeriesDescription: 'Chest PA and lateral' } }],
    ['unknown', { viewPosition: 'RAO', attributes: silent }],
    ['unknown', { viewPosition: '', attributes: silent }],
  ])('says %s (%#)', async (view, options) => {
    expect(viewOf(await readHeader(await make(options)))).toBe(view);
  });
});
