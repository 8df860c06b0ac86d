import { WetreadError } from '@wetread/contracts';
import { type DicomJson, type JsonElement, jsonElement } from '@wetread/dicom';
import type { StudyRecord } from '@wetread/studies';
import type { Metadata } from '../metadata.ts';
import type { StoredInstance } from '../stored-instances.ts';
import { type Level, ownTags, tags } from './attributes.ts';

/** What can be hit: a study, a series of it or an instance, with all attributes of its level and of those above. */
export interface Hit {
  readonly study: string;
  readonly dataset: DicomJson;
}

/** Stores what a study's sender said beside its files; it counts before what the first of the files says. */
function said({ patientId, accession, studyDate }: StudyRecord): DicomJson {
  return {
    ...(patientId !== undefined && { [tags.patientId]: jsonElement('LO', patientId) }),
    ...(accession !== undefined && { [tags.accessionNumber]: jsonElement('SH', accession) }),
    ...(studyDate !== undefined && { [tags.studyDate]: jsonElement('DA', studyDate.replaceAll('-', '')) }),
  };
}

/** @param instances the DICOM instances of the study, at least one. @param base address of DICOMweb */
export async function hitsOf(
  level: Level,
  record: StudyRecord,
  instances: readonly StoredInstance[],
  metadata: Metadata,
  base: string,
): Promise<Hit[]> {
  const study = await studyDataset(record, instances, metadata, base);
  const hit = (dataset: DicomJson): Hit => ({ study: record.study, dataset });
  if (level === 'study') return [hit(study)];
  const hits: Hit[] = [];
  for (const [uid, members] of Map.groupBy(instances, ({ series }) => series)) {
    const series = { ...study, ...(await seriesDataset(uid, members, metadata, base)) };
    if (level === 'series') hits.push(hit(series));
    else for (const one of members) hits.push(hit({ ...series, ...(await instanceDataset(one, metadata, base)) }));
  }
  return hits;
}

async function studyDataset(
  record: StudyRecord,
  instances: readonly StoredInstance[],
  metadata: Metadata,
  base: string,
): Promise<DicomJson> {
  const distinct = (values: readonly (string | undefined)[]) =>
    [...new Set(values.filter((one) => one !== undefined))].sort();
  return {
    ...(await headerOf(earliest(instances), metadata, ownTags.study)),
    ...said(record),
    [tags.instanceAvailability]: jsonElement('CS', 'ONLINE'),
    [tags.modalitiesInStudy]: jsonElement('CS', ...distinct(instances.map((one) => one.record.modality))),
    [tags.sopClassesInStudy]: jsonElement('UI', ...distinct(instances.map((one) => one.record.sopClass))),
    [tags.retrieveUrl]: jsonElement('UR', `${base}/studies/${record.study}`),
    [tags.studyInstanceUid]: jsonElement('UI', record.study),
    [tags.studySeries]: jsonElement('IS', new Set(instances.map(({ series }) => series)).size),
    [tags.studyInstances]: jsonElement('IS', instances.length),
  };
}

async function seriesDataset(
  uid: string,
  members: readonly StoredInstance[],
  metadata: Metadata,
  base: string,
): Promise<DicomJson> {
  const first = earliest(members);
  return {
    ...(await headerOf(first, metadata, ownTags.series)),
    [tags.retrieveUrl]: jsonElement('UR', `${base}/studies/${first?.ref.study}/series/${uid}`),
    [tags.seriesInstanceUid]: jsonElement('UI', uid),
    [tags.seriesInstances]: jsonElement('IS', members.length),
  };
}

async function instanceDataset(instance: StoredInstance, metadata: Metadata, base: string): Promise<DicomJson> {
  const { ref, series, record } = instance;
  return {
    ...(await headerOf(instance, metadata)),
    [tags.sopInstanceUid]: jsonElement('UI', record.sop),
    [tags.availableTransferSyntax]: jsonElement('UI', ...(record.transferSyntax ? [record.transferSyntax] : [])),
    [tags.retrieveUrl]: jsonElement('UR', `${base}/studies/${ref.study}/series/${series}/instances/${record.sop}`),
  };
}

/** The file that came first speaks for its series and study, whatever UIDs the others have. */
const earliest = (instances: readonly StoredInstance[]): StoredInstance | undefined =>
  instances.toSorted((a, b) => a.record.receivedAt.localeCompare(b.record.receivedAt))[0];

/** Where a file's header cannot be read, its study is found by its record all the same. */
async function headerOf(
  instance: StoredInstance | undefined,
  metadata: Metadata,
  wanted?: ReadonlySet<string>,
): Promise<DicomJson> {
  if (!instance) return {};
  const header = await metadata.of(instance).catch((error: unknown): DicomJson => {
    if (error instanceof WetreadError && ['image_invalid', 'not_found'].includes(error.code)) return {};
    throw error;
  });
  if (!wanted) return header;
  return Object.fromEntries(Object.entries(header).filter(([tag]) => wanted.has(tag))) as Record<string, JsonElement>;
}
