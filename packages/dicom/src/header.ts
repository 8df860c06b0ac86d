import { RefusalError, studyUid } from '@wetread/contracts';
import { ByteReader, type ByteSource, type Source, withSource } from './byte-source.ts';
import { type Code, type Dataset, isDeflated, readDataset } from './dataset.ts';
import type { PixelDataPlace } from './fragments.ts';
import { inflatedSource } from './inflated-source.ts';
import { type Lut, lutOf } from './lut.ts';
import { readMeta } from './meta.ts';
import { tags } from './tags.ts';
import { numbers, text, texts, unsigned } from './values.ts';

export interface Window {
  readonly center: number;
  readonly width: number;
}

/** What is known of an instance without touching its pixels. Texts that are absent are empty, counts that are absent 0. */
export interface DicomHeader {
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly patientId: string;
  readonly accessionNumber: string;
  /** As written, YYYYMMDD. */
  readonly studyDate: string;
  /** Of the whole study, as the sender counts them; 0 where it does not. */
  readonly numberOfStudyInstances: number;
  /** As written: three digits and D, W, M or Y. */
  readonly patientAge: string;
  /** As written, YYYYMMDD. */
  readonly patientBirthDate: string;
  readonly studyDescription: string;
  readonly seriesDescription: string;
  readonly protocolName: string;
  readonly modality: string;
  readonly bodyPart: string;
  readonly anatomicRegion: Code | undefined;
  readonly viewPosition: string;
  readonly viewCode: Code | undefined;
  /** Of the rows, then of the columns. */
  readonly patientOrientation: readonly string[];
  readonly laterality: string;
  /** YES, NO, or what the sender wrote. */
  readonly burnedInAnnotation: string;
  readonly photometric: string;
  readonly rows: number;
  readonly columns: number;
  readonly numberOfFrames: number;
  readonly samplesPerPixel: number;
  readonly planarConfiguration: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  /** Two's complement samples. */
  readonly signed: boolean;
  /** Stored values from the first to the second stand for no tissue; they count like the samples, two's complement or not. */
  readonly padding: readonly [number, number] | undefined;
  readonly rescale: { readonly slope: number; readonly intercept: number };
  readonly windows: readonly Window[];
  readonly voiLutFunction: string;
  /** Instead of the rescale. */
  readonly modalityLut: Lut | undefined;
  readonly voiLut: Lut | undefined;
  /** Red, green and blue of PALETTE COLOR. */
  readonly palette: readonly [Lut, Lut, Lut] | undefined;
  readonly bigEndian: boolean;
  readonly pixelData: PixelDataPlace | undefined;
}

/** A header, and the bytes that its places count in: the file's own or, of a deflated file, the inflated ones. */
export interface OpenedFile {
  readonly header: DicomHeader;
  readonly bytes: ByteSource;
}

/**
 * Reads a Part 10 file up to its pixel data, in steps of at most 128 KiB. Throws RefusalError: `empty_file`,
 * `not_dicom`, `truncated`, `damaged`, `missing_identifier`; `transfer_syntax_unsupported` where it is none of DICOM's
 * own; `file_too_large` where a deflated data set inflates beyond its bound.
 */
export function readHeader(source: Source): Promise<DicomHeader> {
  return withSource(source, async (file) => (await openDicom(file)).header);
}

/** As `readHeader`. */
export async function openDicom(file: ByteSource): Promise<OpenedFile> {
  const reader = new ByteReader(file);
  const meta = await readMeta(reader);
  if (!isDeflated(meta)) return { header: headerOf(await readDataset(reader, meta)), bytes: file };
  const bytes = await inflatedSource(file, meta.end);
  return { header: headerOf(await readDataset(new ByteReader(bytes), { ...meta, end: 0 })), bytes };
}

function headerOf(dataset: Dataset): DicomHeader {
  return {
    ...identity(dataset),
    ...examination(dataset),
    ...pixels(dataset),
    ...display(dataset),
    bigEndian: dataset.encoding.bigEndian,
    pixelData: dataset.pixelData,
  };
}

function identity({ values, transferSyntaxUid }: Dataset) {
  const charset = text(values.get(tags.specificCharacterSet)) === 'ISO_IR 192' ? 'utf8' : 'latin1';
  return {
    transferSyntaxUid,
    sopClassUid: text(values.get(tags.sopClassUid)),
    sopInstanceUid: identifier(values, tags.sopInstanceUid, 'SOP Instance UID'),
    seriesUid: identifier(values, tags.seriesInstanceUid, 'Series Instance UID'),
    studyUid: identifier(values, tags.studyInstanceUid, 'Study Instance UID'),
    patientId: text(values.get(tags.patientId), charset),
    accessionNumber: text(values.get(tags.accessionNumber), charset),
    studyDate: text(values.get(tags.studyDate)),
    numberOfStudyInstances: wholeNumber(text(values.get(tags.numberOfStudyRelatedInstances))),
    patientAge: text(values.get(tags.patientAge)),
    patientBirthDate: text(values.get(tags.patientBirthDate)),
    studyDescription: text(values.get(tags.studyDescription), charset),
    seriesDescription: text(values.get(tags.seriesDescription), charset),
    protocolName: text(values.get(tags.protocolName), charset),
  };
}

/** IS, PS3.5 6.2. */
const wholeNumber = (written: string): number => (/^\+?\d{1,9}$/.test(written) ? Number(written) : 0);

function identifier(values: Dataset['values'], tag: number, name: string): string {
  const uid = studyUid.safeParse(text(values.get(tag)));
  if (!uid.success) throw new RefusalError('missing_identifier', `${name} is the one.`);
  return uid.data;
}

function examination({ values, codes }: Dataset) {
  return {
    modality: text(values.get(tags.modality)),
    bodyPart: text(values.get(tags.bodyPartExamined)),
    anatomicRegion: codes.get(tags.anatomicRegionSequence),
    viewPosition: text(values.get(tags.viewPosition)),
    viewCode: codes.get(tags.viewCodeSequence),
    patientOrientation: texts(values.get(tags.patientOrientation)),
    laterality: text(values.get(tags.imageLaterality)) || text(values.get(tags.laterality)),
    burnedInAnnotation: text(values.get(tags.burnedInAnnotation)).toUpperCase(),
  };
}

function pixels({ values, encoding }: Dataset) {
  const count = (tag: number, otherwise = 0): number => unsigned(values.get(tag), encoding) ?? otherwise;
  const bitsAllocated = count(tags.bitsAllocated);
  const bitsStored = count(tags.bitsStored, bitsAllocated);
  const signed = count(tags.pixelRepresentation) === 1;
  const asSample = (word: number): number => (signed ? (word << 16) >> 16 : word);
  const first = unsigned(values.get(tags.pixelPaddingValue), encoding);
  const last = unsigned(values.get(tags.pixelPaddingRangeLimit), encoding) ?? first;
  return {
    photometric: text(values.get(tags.photometricInterpretation)),
    rows: count(tags.rows),
    columns: count(tags.columns),
    numberOfFrames: numbers(values.get(tags.numberOfFrames))[0] ?? 1,
    samplesPerPixel: count(tags.samplesPerPixel, 1),
    planarConfiguration: count(tags.planarConfiguration),
    bitsAllocated,
    bitsStored,
    highBit: count(tags.highBit, bitsStored - 1),
    signed,
    padding: first === undefined || last === undefined ? undefined : ordered(asSample(first), asSample(last)),
  };
}

const ordered = (a: number, b: number): [number, number] => (a <= b ? [a, b] : [b, a]);

function display(dataset: Dataset) {
  const { values, luts, encoding } = dataset;
  const centers = numbers(values.get(tags.windowCenter));
  const widths = numbers(values.get(tags.windowWidth));
  const slope = numbers(values.get(tags.rescaleSlope))[0] ?? 1;
  const intercept = numbers(values.get(tags.rescaleIntercept))[0] ?? 0;
  const signed = unsigned(values.get(tags.pixelRepresentation), encoding) === 1;
  return {
    // A slope of zero would make every image black; senders write it for "none".
    rescale: { slope: slope === 0 ? 1 : slope, intercept },
    windows: centers.slice(0, widths.length).map((center, index) => ({ center, width: widths[index] ?? 0 })),
    voiLutFunction: text(values.get(tags.voiLutFunction)) || 'LINEAR',
    modalityLut: lutOf(luts.get(tags.modalityLutSequence), encoding, signed),
    voiLut: lutOf(luts.get(tags.voiLutSequence), encoding, signed),
    palette: palette(dataset),
  };
}

function palette({ values, encoding }: Dataset): DicomHeader['palette'] {
  const one = (descriptor: number, data: number): Lut | undefined => {
    const [described, entries] = [values.get(descriptor), values.get(data)];
    return described && entries && lutOf({ descriptor: described, descriptorVr: 'US', data: entries }, encoding, false);
  };
  const red = one(tags.redPaletteDescriptor, tags.redPalette);
  const green = one(tags.greenPaletteDescriptor, tags.greenPalette);
  const blue = one(tags.bluePaletteDescriptor, tags.bluePalette);
  return red && green && blue ? [red, green, blue] : undefined;
}
