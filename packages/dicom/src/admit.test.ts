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
const knee = [{ CodeValue: '72696002', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Knee' }];
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
    [
      'chest by name of the protocol',
      { bodyPart: '', attributes: { ...withoutRegion, ProtocolName: 'W033 Chest p.a.' } },
    ],
    ['chest before another part', { bodyPart: 'CHEST ABDOMEN', attributes: { StudyDescription: 'Abdomen' } }],
    ['chest that the region denies', { attributes: { AnatomicRegionSequence: knee } }],
    ['palette colour', { ...secondary, photometric: 'PALETTE COLOR', bitsStored: 8 }],
    ['an unknown body part', { bodyPart: 'UNKNOWN', attributes: withoutRegion }],
  ])('takes %s', async (_, options) => {
    expect(await verdict(make(options))).toBe('admitted');
  });

  it.each<[RefusalCode, () => Buffer | Promise<Buffer>]>([
    ['sop_class_unsupported', () => nonImageDicom()],
    ['sop_class_unsupported', () => make({ sopClass: sopClasses.xRayFluoroscopy, modality: 'RF' })],
    ['modality_unsupported', () => make({ ...secondary, modality: 'XA' })],
    ['sop_class_unsupported', () => ctSlice({ image })],
    ['modality_unsupported', () => make({ modality: 'MG' })],
    ['modality_unsupported', () => make({ modality: 'OT' })],
    ['modality_unsupported', () => make({ ...secondary, modality: '' })],
    ['modality_unsupported', () => make({ ...secondary, modality: 'CT' })],
    ['not_chest', () => kneeRadiograph({ image })],
    ['not_chest', () => make({ bodyPart: 'TSPINE' })],
    ['not_chest', () => make({ bodyPart: 'KNEE', attributes: { ProtocolName: 'CHEST PA' } })],
    ['not_chest', () => make({ bodyPart: '', attributes: { ...withoutRegion, ProtocolName: 'Knee 2 views' } })],
    ['not_chest', () => make({ bodyPart: 'UNKNOWN', attributes: { ...withoutRegion, SeriesDescription: 'L-SPINE' } })],
    [
      'not_chest',
      () =>
        make({
          bodyPart: '',
          attributes: {
            AnatomicRegionSequence: knee,
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

  const born = (PatientBirthDate: string, StudyDate: string) => make({ attributes: { PatientBirthDate, StudyDate } });
  const aged = (PatientAge: string) => make({ attributes: { PatientAge } });
  it.each<[RefusalCode | 'admitted', () => Promise<Buffer>]>([
    ['admitted', () => aged('018Y')],
    ['admitted', () => aged('089Y')],
    ['age_out_of_range', () => aged('090Y')],
    ['age_out_of_range', () => aged('017Y')],
    ['age_out_of_range', () => aged('215M')],
    ['admitted', () => aged('216M')],
    ['age_out_of_range', () => aged('006W')],
    ['age_out_of_range', () => aged('003D')],
    ['admitted', () => born('20080102', '20260102')],
    ['age_out_of_range', () => born('20080103', '20260102')],
    ['age_unknown', () => born('', '20260102')],
    ['age_unknown', () => born('20270101', '20260102')],
    ['age_unknown', () => born('18000101', '20260102')],
    ['age_unknown', () => born('nobody', '20260102')],
  ])('holds patients to the limits of age: %s (%#)', async (code, file) => {
    const rules = { ...defaultRules, minAgeYears: 18, maxAgeYears: 89 };
    expect(await verdict(file(), rules)).toBe(code);
    expect(await verdict(file())).toBe('admitted');
  });

  it('refuses burned-in text where that is the rule', async () => {
    const file = await make({ attributes: { BurnedInAnnotation: 'YES' } });
    expect(await verdict(file, { ...defaultRules, burnedInAnnotation: 'refuse' })).toBe('burned_in_annotation');
    expect(await verdict(make(), { ...defaultRules, burnedInAnnotation: 'refuse' })).toBe('admitted');
    expect(await verdict(file)).toBe('admitted');
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
    ['lateral', { viewPosition: '', attributes: { ...silent, ProtocolName: 'Thorax LAT', SeriesDescription: 'PA' } }],
    ['frontal', { viewPosition: 'PA', attributes: coded('399173006', 'left lateral') }],
    ['unknown', { viewPosition: 'RAO', attributes: silent }],
    ['unknown', { viewPosition: '', attributes: silent }],
  ])('says %s (%#)', async (view, options) => {
    expect(viewOf(await readHeader(await make(options)))).toBe(view);
  });
});
