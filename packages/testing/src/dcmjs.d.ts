/** The part of dcmjs that is used here; the package ships no types. */
declare module 'dcmjs' {
  interface Element {
    vr: string;
    Value: unknown[];
  }
  export const data: {
    DicomMetaDictionary: {
      /** By tag as `(0010,0020)`. */
      dictionary: Record<string, { readonly vr: string } | undefined>;
      denaturalizeDataset(dataset: Record<string, unknown>): Record<string, Element>;
    };
    DicomDict: new (
      meta: Record<string, Element>,
    ) => {
      dict: Record<string, Element>;
      write(options?: { allowInvalidVRLength?: boolean; fragmentMultiframe?: boolean }): ArrayBuffer;
    };
  };
}
