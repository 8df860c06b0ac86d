import { derivedUid, WetreadError } from '@wetread/contracts';
import { type InstanceRecord, keys, type StudyRef, type StudyStore } from '@wetread/studies';

/** What a path of DICOMweb names. */
export interface Selection {
  readonly study: string;
  readonly series?: string | undefined;
  readonly instance?: string | undefined;
}

/** A stored instance in its series; a picture, which has none of its own, counts to one that is derived from the study. */
export interface StoredInstance {
  readonly ref: StudyRef;
  readonly series: string;
  readonly record: InstanceRecord;
}

export const picturesSeries = (study: string): string => derivedUid(study, 'pictures');

export const fileKeyOf = ({ ref, record }: StoredInstance): string =>
  keys.instanceFileKey(ref, record.sop, record.format);

/** Instances as storage has them (I1); what another tenant holds is not there. */
export class StoredInstances {
  readonly #studies: StudyStore;

  constructor(studies: StudyStore) {
    this.#studies = studies;
  }

  /**
   * The DICOM instances of a selection, in the order of keys; with `pictures` also what came as PNG or JPEG.
   *
   * @throws WetreadError not_found, where there are none
   */
  async select(tenant: string, selection: Selection, { pictures = false } = {}): Promise<StoredInstance[]> {
    const { study, series, instance } = selection;
    const ref = { tenant, study };
    // Deleting takes the study's own record first.
    if (!(await this.#studies.findStudy(ref))) throw missing('study');
    const records = await this.#records(ref, instance);
    const found = records
      .map((record) => ({ ref, record, series: record.series ?? picturesSeries(study) }))
      .filter((one) => series === undefined || one.series === series);
    const wanted = found.filter(({ record }) => pictures || record.format === 'dicom');
    if (wanted.length > 0) return wanted;
    if (found.length > 0) {
      throw new WetreadError('not_found', 'It came as a picture and is no DICOM instance; it can be had as rendered.');
    }
    throw missing(instance !== undefined ? 'instance' : series !== undefined ? 'series' : 'instance of this study');
  }

  /** @throws WetreadError not_found */
  async one(tenant: string, selection: Required<Selection>, options?: { readonly pictures: boolean }) {
    return (await this.select(tenant, selection, options))[0] as StoredInstance;
  }

  async #records(ref: StudyRef, instance: string | undefined): Promise<InstanceRecord[]> {
    if (instance === undefined) return this.#studies.listInstances(ref);
    const record = await this.#studies.findInstance(ref, instance);
    return record ? [record] : [];
  }
}

const missing = (what: string): WetreadError => new WetreadError('not_found', `This tenant has no such ${what}.`);
