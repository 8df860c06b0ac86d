import type { KeptNames, Names } from '@wetread/deidentification';
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
  readonly #names: KeptNames | undefined;
  #filled: Promise<void> | undefined;
  #listed: Promise<ReadonlySet<string>> | undefined;

  /**
   * @param list what is expected, from its beginning each time
   * @param names of a tenant that had files de-identified: its list may name a study either way
   */
  constructor(parts: ArrivalParts, tenant: string, list: () => AsyncIterable<ExpectedStudy>, names?: KeptNames) {
    this.#parts = parts;
    this.#tenant = tenant;
    this.#list = list;
    this.#names = names;
  }

  /**
   * The study of the UID first, then those that share the accession number, but for those that the list names itself.
   *
   * @throws WetreadError storage_unavailable; queue_unavailable, also while the index is being rebuilt
   */
  async of(expected: ExpectedStudy): Promise<StudyView[]> {
    const own = await this.#own(expected);
    const others = await this.#others(expected);
    return own ? [own, ...others] : others;
  }

  /** Whether a study is the one that the list names by UID. */
  isNamed(expected: ExpectedStudy, study: string): boolean {
    return this.#namesOf(expected).some((names) => names.study === study);
  }

  /** What stands for the names, and the names as the list says them, which the studies may be stored under, too. */
  #namesOf({ study, accession, sealed }: ExpectedStudy): Names[] {
    const said = sealed && this.#names?.open(sealed);
    return said ? [{ study, accession }, said] : [{ study, accession }];
  }

  async #own(expected: ExpectedStudy): Promise<StudyView | undefined> {
    for (const { study } of this.#namesOf(expected)) {
      const view = study === undefined ? undefined : await this.#view(study);
      if (view) return view;
    }
    return undefined;
  }

  async #others(expected: ExpectedStudy): Promise<StudyView[]> {
    const numbers = this.#namesOf(expected).flatMap(({ accession }) => accession ?? []);
    const found = new Set((await Promise.all(numbers.map((number) => this.#under(number)))).flat());
    if (found.size === 0) return [];
    const listed = expected.study === undefined ? undefined : await this.#listedUids();
    const others = [...found].filter((study) => !listed?.has(study));
    const views = await Promise.all(others.map((study) => this.#view(study)));
    return views.filter((view) => numbers.includes(view?.study.accession ?? '')) as StudyView[];
  }

  async #under(accession: string): Promise<string[]> {
    const { index, search } = this.#parts;
    this.#filled ??= requireFilled(index);
    await this.#filled;
    return search.arrivedUnder(this.#tenant, accession, mostUnderOne);
  }

  #view(study: string): Promise<StudyView | undefined> {
    return viewStudy(this.#parts.studies, { tenant: this.#tenant, study });
  }

  /** Of a list whose lines have both: what another line expects is not taken for what is missing here. */
  #listedUids(): Promise<ReadonlySet<string>> {
    this.#listed ??= this.#uids();
    return this.#listed;
  }

  async #uids(): Promise<ReadonlySet<string>> {
    const uids = new Set<string>();
    for await (const one of this.#list()) {
      for (const { study } of this.#namesOf(one)) if (study !== undefined) uids.add(study);
    }
    return uids;
  }
}
