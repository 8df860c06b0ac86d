import { derivedUid } from '@wetread/contracts';
import type { InstanceRecord } from '@wetread/studies';
import type { ImagingStudy, ImagingStudySeries } from 'fhir/r4.js';
import { modality, oid } from './codes.ts';
import { effectiveOf, identifiersOf, metaOf, narrative, type ReportSource, subjectOf } from './source.ts';

const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';

/**
 * The instances that the summary's revision has seen. A picture has neither series, SOP class nor modality of its own: it
 * counts as a secondary capture, modality `OT`, in a series that is derived from the study's UID.
 */
export function imagingStudy(source: ReportSource): ImagingStudy {
  const { study, instances } = source;
  const series = seriesOf(study.study, instances);
  return {
    resourceType: 'ImagingStudy',
    id: study.study,
    meta: metaOf(source, false),
    text: narrative(`Chest radiograph, ${instances.length} image(s).`),
    identifier: identifiersOf(source),
    status: 'available',
    ...(series.length > 0 && { modality: distinct(series.map((one) => one.modality.code ?? 'OT')).map(modality) }),
    // R4 wants a subject here, even where the sender named none.
    subject: subjectOf(source) ?? { type: 'Patient', display: 'Not stated by the sender' },
    started: effectiveOf(source),
    numberOfSeries: series.length,
    numberOfInstances: instances.length,
    ...(series.length > 0 && { series }),
  };
}

function seriesOf(study: string, instances: readonly InstanceRecord[]): ImagingStudySeries[] {
  const bySeries = Map.groupBy(instances, ({ series }) => series ?? derivedUid(study, 'pictures'));
  return [...bySeries].map(([uid, members]) => ({
    uid,
    modality: modality(members.find((one) => one.modality)?.modality ?? 'OT'),
    numberOfInstances: members.length,
    instance: members.map(({ sop, sopClass }) => ({
      uid: sop,
      sopClass: { system: 'urn:ietf:rfc:3986', code: oid(sopClass ?? secondaryCapture) },
    })),
  }));
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];
