import { WetreadError } from '@wetread/contracts';
import { withRedis } from '@wetread/queues';
import type {
  InstanceRecord,
  ResultRecord,
  RevisionRecord,
  StudyRecord,
  StudyRef,
  StudyStore,
  StudyView,
} from '@wetread/studies';
import type { CorrectionStore } from '../corrections/correction-store.ts';
import type { Bundle } from './device.ts';
import { device } from './device.ts';
import { studyOfId } from './ids.ts';
import type { ReportIndex } from './report-index.ts';
import { type Resource, type ResourceType, resourcesOf } from './resources.ts';
import { spanOf } from './search/dates.ts';
import { effectiveOf, lastUpdatedOf, type ReportSource } from './source.ts';

/** What is logged to. */
interface Log {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Reports as storage has them (I1), and the index by which they are found. */
export class Reports {
  readonly index: ReportIndex;
  readonly #studies: StudyStore;
  readonly #corrections: CorrectionStore;
  readonly #patientSystem: string | undefined;
  readonly #log: Log;
  #filling: Promise<void> | undefined;
  #closed = false;

  constructor(
    stores: { readonly studies: StudyStore; readonly corrections: CorrectionStore },
    index: ReportIndex,
    patientSystem: string | undefined,
    log: Log,
  ) {
    this.index = index;
    this.#studies = stores.studies;
    this.#corrections = stores.corrections;
    this.#patientSystem = patientSystem;
    this.#log = log;
  }

  /** @returns undefined where the study is not there or has no summary */
  async load(ref: StudyRef): Promise<ReportSource | undefined> {
    const [study, result] = await Promise.all([this.#studies.findStudy(ref), this.#studies.findNewestResult(ref)]);
    if (!study || !result) return undefined;
    const revision = await this.#studies.findRevision(ref, result.revision);
    const seen = revision?.instances ?? result.images.map(({ sop }) => sop);
    const found = await Promise.all(seen.map((sop) => this.#studies.findInstance(ref, sop)));
    const instances = found.filter((instance): instance is InstanceRecord => instance !== undefined);
    return this.#sourceOf(study, result, revision, instances);
  }

  async #sourceOf(
    study: StudyRecord,
    result: ResultRecord,
    revision: RevisionRecord | undefined,
    instances: readonly InstanceRecord[],
  ): Promise<ReportSource> {
    const corrections = await this.#corrections.list({ tenant: study.tenant, study: study.study });
    return {
      study,
      result,
      instances: instances.filter(({ sop }) => revision?.instances.includes(sop) ?? true),
      corrections: corrections.filter((correction) => correction.result === result.id),
      patientSystem: this.#patientSystem,
    };
  }

  /** @throws WetreadError not_found, storage_unavailable, queue_unavailable */
  async read(tenant: string, type: ResourceType, id: string): Promise<Resource> {
    const found =
      type === 'Device' ? await this.#devices(tenant) : await this.#resources(tenant, type, studyOfId(id) ?? '');
    const resource = found.find((one) => one.id === id);
    if (!resource) throw new WetreadError('not_found', `This tenant has no ${type} of that id.`);
    return resource;
  }

  /** As `refresh`, of a study as it was just seen, by a caller who looks afterwards whether it is still there. */
  async list(view: StudyView): Promise<void> {
    const ref = { tenant: view.study.tenant, study: view.study.study };
    const { revision, result } = view;
    // Without a result of its newest revision an earlier one may have one.
    const source = result ? await this.#sourceOf(view.study, result, revision, view.instances) : await this.load(ref);
    if (!source) return this.forget(ref);
    await withRedis('listing a report', () => this.index.put(entryOf(source)));
  }

  /** Makes the index say what storage says of one study. */
  async refresh(ref: StudyRef): Promise<void> {
    const source = await this.load(ref);
    if (source) await withRedis('listing a report', () => this.index.put(entryOf(source)));
    // Also where it was deleted since it was loaded.
    if (source && (await this.#studies.findStudy(ref))) return;
    await this.forget(ref);
  }

  /** As `refresh`, where only the time of the last change is at stake. */
  async touch(ref: StudyRef): Promise<void> {
    try {
      await this.refresh(ref);
    } catch (error) {
      this.#log.error({ study: ref.study, err: error }, 'a report is listed under an older time than its last change');
    }
  }

  forget(ref: StudyRef): Promise<void> {
    return withRedis('forgetting a report', () => this.index.remove(ref));
  }

  /** The bundles that wrote the tenant's summaries. @throws WetreadError queue_unavailable */
  async bundles(tenant: string): Promise<Bundle[]> {
    await this.beFilled();
    return withRedis('listing bundles', () => this.index.bundles(tenant));
  }

  /**
   * A search over a half-filled index would hide reports, so it is refused until all are there.
   *
   * @throws WetreadError queue_unavailable
   */
  async beFilled(): Promise<void> {
    if (await withRedis('looking for the index of reports', () => this.index.isFilled())) return;
    this.fill();
    const sentence = 'The index of reports is being rebuilt from storage. Reading by id works meanwhile.';
    throw new WetreadError('queue_unavailable', sentence, { retryAfterS: 5 });
  }

  /** Fills the index from storage, where it is not filled or being filled by this process. */
  fill(): void {
    this.#filling ??= this.#fill()
      .catch((error) => this.#log.error({ err: error }, 'the index of reports could not be rebuilt'))
      .finally(() => {
        this.#filling = undefined;
      });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#filling;
  }

  async #fill(): Promise<void> {
    if (await this.index.isFilled()) return;
    let studies = 0;
    const done = await this.index.fill(async () => {
      for await (const ref of this.#studies.listStudies()) {
        if (this.#closed) throw new WetreadError('draining', 'The process is shutting down.');
        await this.#attend(ref);
        studies++;
      }
    });
    this.#log.info({ studies, done }, 'rebuilt the index of reports from storage');
  }

  /** One unreadable study must not hide the others. */
  async #attend(ref: StudyRef): Promise<void> {
    try {
      await this.refresh(ref);
    } catch (error) {
      if (!(error instanceof WetreadError) || error.code !== 'record_invalid') throw error;
      this.#log.error({ study: ref.study, err: error }, 'a study cannot be read');
    }
  }

  async #devices(tenant: string): Promise<Resource[]> {
    return (await this.bundles(tenant)).map(device);
  }

  async #resources(tenant: string, type: ResourceType, study: string): Promise<Resource[]> {
    const source = study === '' ? undefined : await this.load({ tenant, study });
    return source ? resourcesOf(type, source) : [];
  }
}

function entryOf(source: ReportSource) {
  const { study, result } = source;
  return {
    tenant: study.tenant,
    study: study.study,
    lastUpdated: Date.parse(lastUpdatedOf(source)),
    effective: spanOf(effectiveOf(source)).from,
    patientId: study.patientId,
    accession: study.accession,
    bundle: result.bundle,
  };
}
