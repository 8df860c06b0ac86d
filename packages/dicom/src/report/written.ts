import { data, log } from 'dcmjs';
import { implementationClassUid, implementationVersion } from '../implementation.ts';
import { explicitLittleEndian } from '../uids.ts';
import type { Attributes, SopReference } from './content-items.ts';

const { DicomDict, DicomMetaDictionary } = data;

// It would print what it stumbles over, which may be a patient's name.
log.setLevel('silent');

type Elements = InstanceType<typeof DicomDict>['dict'];

/** A data set, given by keyword, as a Part 10 file in explicit little endian. The same attributes give the same bytes. */
export function writeFile({ sopClass, sop }: SopReference, attributes: Attributes): Buffer {
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: [new Uint8Array([0, 1]).buffer],
      MediaStorageSOPClassUID: sopClass,
      MediaStorageSOPInstanceUID: sop,
      TransferSyntaxUID: explicitLittleEndian,
      ImplementationClassUID: implementationClassUid,
      ImplementationVersionName: implementationVersion,
      _vrMap: {},
    }),
  );
  const named = { ...attributes, SOPClassUID: sopClass, SOPInstanceUID: sop };
  file.dict = ascending(DicomMetaDictionary.denaturalizeDataset(named));
  // What stands in an image's header stands in the report's, also where it is longer than it may be.
  return Buffer.from(file.write({ allowInvalidVRLength: true }));
}

const META_LENGTH_AT = 132 + 8;

/** The data set alone of a file that `writeFile` made. */
export const datasetOf = (file: Buffer): Buffer =>
  file.subarray(META_LENGTH_AT + 4 + file.readUInt32LE(META_LENGTH_AT));

/** dcmjs writes elements in the order in which it is given them; in a file they ascend, PS3.5 7.1. */
function ascending(elements: Elements): Elements {
  const entries = Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([tag, element]) => [tag, withItems(element)]));
}

const withItems = (element: Elements[string]): Elements[string] =>
  element.vr === 'SQ'
    ? { ...element, Value: (element.Value ?? []).map((item) => ascending(item as Elements)) }
    : element;
