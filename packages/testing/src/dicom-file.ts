import { newUid } from '@wetread/contracts';
import { data } from 'dcmjs';
import { compressedFrame, isEncodable } from './compressed-frame.ts';
import { deflatedFile } from './deflated-file.ts';
import { jpegFrame, type PixelModule, type PixelOptions, pixelModule } from './dicom-pixels.ts';
import { sopClasses, transferSyntaxes } from './dicom-uids.ts';
import { type GreyPixels, syntheticRadiograph } from './radiograph.ts';

export interface DicomFileOptions extends PixelOptions {
  readonly image?: GreyPixels;
  readonly studyUid?: string;
  readonly seriesUid?: string;
  readonly sopUid?: string;
  readonly sopClass?: string;
  readonly modality?: string;
  readonly bodyPart?: string;
  readonly viewPosition?: string;
  readonly patientId?: string;
  readonly patientName?: string;
  readonly window?: { readonly center: number; readonly width: number; readonly function?: string };
  readonly rescale?: { readonly slope: number; readonly intercept: number };
  /**
   * All that are read can be written, but for explicit big endian; JPEG baseline and extended with 8 bits. Any other gets
   * a JPEG frame: such files are for being refused.
   */
  readonly transferSyntax?: string;
  /** More attributes by keyword, written last; `undefined` takes one away. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A valid Part 10 file: digital X-ray, frontal chest, explicit little endian unless told otherwise. */
export async function dicomFile(options: DicomFileOptions = {}): Promise<Buffer> {
  const image = options.image ?? syntheticRadiograph({ bits: options.bitsStored ?? 12 });
  const transferSyntax = options.transferSyntax ?? transferSyntaxes.explicitLittleEndian;
  const native = nativeSyntaxes.has(transferSyntax);
  const asJpeg = !native && !isEncodable(transferSyntax);
  const pixelOptions = asJpeg ? { ...options, bitsStored: 8, highBit: 7, signed: false } : options;
  const pixels = pixelModule(image, pixelOptions);
  const frame = await frameOf(image, pixels, pixelOptions, transferSyntax);
  const dataset = {
    ...radiographAttributes(options),
    ...pixels.attributes,
    ...windowAttributes(options, Number(pixels.attributes['BitsStored'])),
    ...compressionAttributes(transferSyntax),
    ...options.attributes,
    PixelData: [arrayBuffer(even(frame))],
    _vrMap: {
      PixelData: native && pixels.attributes['BitsAllocated'] === 16 ? 'OW' : 'OB',
      PixelPaddingValue: options.signed ? 'SS' : 'US',
      RedPaletteColorLookupTableDescriptor: 'US',
      GreenPaletteColorLookupTableDescriptor: 'US',
      BluePaletteColorLookupTableDescriptor: 'US',
    },
  };
  if (transferSyntax !== transferSyntaxes.deflated) return part10(dataset, transferSyntax);
  return deflatedFile(part10(dataset, transferSyntaxes.explicitLittleEndian));
}

async function frameOf(
  image: GreyPixels,
  pixels: PixelModule,
  options: PixelOptions,
  transferSyntax: string,
): Promise<Uint8Array> {
  if (nativeSyntaxes.has(transferSyntax)) return pixels.native;
  if (isEncodable(transferSyntax)) return compressedFrame({ ...pixels, bytes: pixels.native }, transferSyntax);
  const frame = await jpegFrame(image, options);
  // The same frame under the marker of the extended process, which takes all that the baseline does.
  if (transferSyntax === transferSyntaxes.jpegExtended) frame.writeUInt16BE(0xffc1, frame.indexOf('ffc0', 'hex'));
  return frame;
}

const nativeSyntaxes = new Set<string>([
  transferSyntaxes.implicitLittleEndian,
  transferSyntaxes.explicitLittleEndian,
  transferSyntaxes.deflated,
]);

const lossyMethods: Readonly<Record<string, string>> = {
  [transferSyntaxes.jpegBaseline]: 'ISO_10918_1',
  [transferSyntaxes.jpegExtended]: 'ISO_10918_1',
  [transferSyntaxes.jpegLsNearLossless]: 'ISO_14495_1',
  [transferSyntaxes.jpeg2000]: 'ISO_15444_1',
  [transferSyntaxes.htj2k]: 'ISO_15444_15',
};

function compressionAttributes(transferSyntax: string): Record<string, unknown> {
  const method = lossyMethods[transferSyntax];
  if (method === undefined) return { LossyImageCompression: '00' };
  return { LossyImageCompression: '01', LossyImageCompressionRatio: '10', LossyImageCompressionMethod: method };
}

/** Writes any dataset, given by keyword, as a Part 10 file. */
export function part10(dataset: Record<string, unknown>, transferSyntax: string): Buffer {
  const { DicomMetaDictionary, DicomDict } = data;
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: [new Uint8Array([0, 1]).buffer],
      MediaStorageSOPClassUID: dataset['SOPClassUID'],
      MediaStorageSOPInstanceUID: dataset['SOPInstanceUID'],
      TransferSyntaxUID: transferSyntax,
      ImplementationClassUID: '2.25.302471938471650926448716298347105923',
      ImplementationVersionName: 'WETREAD_TESTING',
      _vrMap: {},
    }),
  );
  file.dict = sorted(DicomMetaDictionary.denaturalizeDataset(dataset));
  return Buffer.from(file.write({ fragmentMultiframe: false }));
}

function radiographAttributes(options: DicomFileOptions): Record<string, unknown> {
  const sopClass = options.sopClass ?? sopClasses.digitalXRayForPresentation;
  const own = sopClass.startsWith(sopClasses.digitalXRayForPresentation) ? digitalXRay(options, sopClass) : {};
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ImageType: ['ORIGINAL', 'PRIMARY'],
    SOPClassUID: sopClass,
    SOPInstanceUID: options.sopUid ?? newUid(),
    StudyInstanceUID: options.studyUid ?? newUid(),
    SeriesInstanceUID: options.seriesUid ?? newUid(),
    ...studyAttributes(options),
    Modality: options.modality ?? 'DX',
    Manufacturer: 'Wetread',
    SeriesNumber: '1',
    InstanceNumber: '1',
    BodyPartExamined: options.bodyPart ?? 'CHEST',
    ViewPosition: options.viewPosition ?? 'PA',
    PatientOrientation: ['L', 'F'],
    ...(sopClass === sopClasses.secondaryCapture ? { ConversionType: 'WSD' } : {}),
    ...own,
  };
}

function studyAttributes(options: DicomFileOptions): Record<string, unknown> {
  return {
    PatientID: options.patientId ?? 'TEST-1',
    PatientName: options.patientName ?? 'Synthetic^Chest',
    PatientBirthDate: '19700101',
    PatientSex: 'O',
    StudyDate: '20260102',
    StudyTime: '030405',
    StudyID: '1',
    AccessionNumber: '',
    ReferringPhysicianName: '',
  };
}

/** What the Digital X-Ray IOD asks for beyond the common modules, PS3.3 A.26. */
function digitalXRay(options: DicomFileOptions, sopClass: string): Record<string, unknown> {
  const presentation = sopClass === sopClasses.digitalXRayForPresentation;
  const code = (CodeValue: string, CodeMeaning: string) => ({ CodeValue, CodingSchemeDesignator: 'SCT', CodeMeaning });
  return {
    PresentationIntentType: presentation ? 'FOR PRESENTATION' : 'FOR PROCESSING',
    ImageLaterality: 'U',
    AnatomicRegionSequence: isChest(options.bodyPart) ? [code('51185008', 'Chest')] : [code('72696002', 'Knee')],
    AcquisitionContextSequence: [],
    PatientOrientation: ['L', 'F'],
    PixelIntensityRelationship: 'LOG',
    PixelIntensityRelationshipSign: options.photometric === 'MONOCHROME1' ? 1 : -1,
    RescaleIntercept: '0',
    RescaleSlope: '1',
    RescaleType: 'US',
    PresentationLUTShape: options.photometric === 'MONOCHROME1' ? 'INVERSE' : 'IDENTITY',
    BurnedInAnnotation: 'NO',
    DetectorType: 'DIRECT',
    ImagerPixelSpacing: ['0.7', '0.7'],
    PositionerType: '',
  };
}

const isChest = (bodyPart = 'CHEST'): boolean => /CHEST|THORAX|LUNG|^$/.test(bodyPart);

function windowAttributes(options: DicomFileOptions, bitsStored: number): Record<string, unknown> {
  const { rescale } = options;
  const window = options.window ?? wholeRange(options, bitsStored);
  return {
    ...(rescale
      ? { RescaleSlope: `${rescale.slope}`, RescaleIntercept: `${rescale.intercept}`, RescaleType: 'US' }
      : {}),
    ...(window ? { WindowCenter: `${window.center}`, WindowWidth: `${window.width}` } : {}),
    ...(window?.function ? { VOILUTFunction: window.function } : {}),
  };
}

/** Images for presentation must have a window: without one of their own, that of all values. */
function wholeRange({ sopClass, signed, rescale }: DicomFileOptions, bitsStored: number): DicomFileOptions['window'] {
  if (sopClass !== undefined && sopClass !== sopClasses.digitalXRayForPresentation) return undefined;
  const { slope, intercept } = rescale ?? { slope: 1, intercept: 0 };
  return { center: (signed ? 0 : 2 ** (bitsStored - 1)) * slope + intercept, width: 2 ** bitsStored * slope };
}

/** Elements must ascend in the file; dcmjs writes them in the order of the keys, and hex keys without letters come first. */
function sorted<T>(elements: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function even(bytes: Uint8Array): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
}

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
