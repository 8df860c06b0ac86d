/** The part of dcmjs that is used here; the package ships no types. */
declare module 'dcmjs' {
  interface Element {
    vr: string;
    Value?: unknown[];
  }
  interface DictionaryEntry {
    readonly tag: string;
    readonly vr: string;
    readonly name: string;
  }
  export const data: {
    DicomMetaDictionary: {
      denaturalizeDataset(dataset: Record<string, unknown>): Record<string, Element>;
      /** By tag as `(0010,0020)`. */
      readonly dictionary: Readonly<Record<string, DictionaryEntry | undefined>>;
      /** By keyword. */
      readonly nameMap: Readonly<Record<string, DictionaryEntry | undefined>>;
    };
    DicomDict: new (
      meta: Record<string, Element>,
    ) => {
      dict: Record<string, Element>;
      write(options: object): ArrayBuffer;
    };
    DicomMessage: {
      readFile(
        bytes: ArrayBuffer,
        options?: { ignoreErrors?: boolean; untilTag?: string | null; noCopy?: boolean },
      ): { readonly dict: Record<string, Element> };
    };
  };
  export const log: { setLevel(level: 'silent'): void };
}
