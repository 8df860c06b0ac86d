import { type SearchIndex, type StudyIndex, type StudyStore, type StudyView, viewStudy } from '@wetread/studies';
import { requireFilled } from '../reads/filled-index.ts';
import type { ExpectedStudy } from './records.ts';

export interface ArrivalParts {
  readonly studies: StudyStore;
  readonly index: StudyIndex;
  readonly search: SearchIndex;
}

/** Studies of one accession number that a report shows. */
const mostUnderOne = 20;

/** Which studies of a tenant are those that a list expects. The index says where to look; storage, what is there (I1). */
export class Arrivals {
  readonly #parts: ArrivalParts;
  readonly #tenant: string;
  readonly #list: () => AsyncIterable<ExpectedStudy>;
  #filled: Promise<void> | undefined;
  #listed: Promise<ReadonlySet<string>> | undefined;

  /** @param list what is expected, from its beginning each time */
  constructor(parts: ArrivalParts, tenant: string, list: () => AsyncIterable<ExpectedStudy>) {
    this.#parts = parts;
    this.#tenant = tenant;
    this.#list = list;
  }

  /**
   * The study of the UID first, then those that share the accession number, but for those that the list names itself.
   *
   * @throws WetreadError storage_unavailable; queue_unavailable, also while the index is being rebuilt
   */
  async of({ study, accession }: ExpectedStudy): Promise<StudyView[]> {
    const own = study === undefined ? undefined : await this.#view(study);
    const others = accession === undefined ? [] : await this.#under(accession, study);
    return own ? [own, ...others] : others;
  }

  async #under(accession: string, named: string | undefined): Promise<StudyView[]> {
    const { index, search } = this.#parts;
    this.#filled ??= requireFilled(index);
    await this.#filled;
    const found = await search.arrivedUnder(this.#tenant, accession, mostUnderOne);
    if (found.length === 0) return [];
    const expected = named === undefined ? undefined : await this.#expectedByUid();
    const others = found.filter((study) => study !== named && !expected?.has(study));
    const views = await Promise.all(others.map((study) => this.#view(study)));
    return views.filter((view) => view?.study.accession === accession) as StudyView[];
  }

  #view(study: string): Promise<StudyView | undefined> {
    return viewStudy(this.#parts.studies, { tenant: this.#tenant, study });
  }

  /** Of a list whose lines have both: what another line expects is not taken for what is missing here. */
  #expectedByUid(): Promise<ReadonlySet<string>> {
    this.#listed ??= this.#uids();
    return this.#listed;
  }

  async #uids(): Promise<ReadonlySet<string>> {
    const uids = new Set<string>();
    for await (const { study } of this.#list()) if (study !== undefined) uids.add(study);
    return uids;
  }
}
