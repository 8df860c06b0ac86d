import { newUid, sha256 } from '@wetread/contracts';
import type { InstanceRecord } from '@wetread/studies';
import type { DiagnosticReport, ImagingStudy, Provenance } from 'fhir/r4.js';
import { describe, expect, it } from 'vitest';
import type { CorrectionRecord, Verdict } from '../corrections/correction.ts';
import { resultOf } from '../fixtures/summarized.ts';
import { resourcesOf, resourceTypes } from './resources.ts';
import type { ReportSource } from './source.ts';

const [sop, digest, at] = [newUid(), sha256('a'), '2026-03-02T10:00:00.000Z'];
const ref = { tenant: 'north', study: newUid() };
const image = { sop, sha256: digest, render: 'r.png', view: 'frontal' as const };

const instance = (over: Partial<InstanceRecord> = {}): InstanceRecord => ({
  sop,
  format: 'png',
  view: 'unknown',
  width: 10,
  height: 10,
  bytes: 10,
  sha256: digest,
  receivedAt: at,
  ...over,
});

const source = (over: Partial<ReportSource> = {}): ReportSource => ({
  study: { ...ref, receivedAt: at, source: 'upload', priority: 'routine' },
  result: resultOf(ref, image, at),
  instances: [instance()],
  corrections: [],
  ...over,
});

const correction = (verdict: Verdict, minute: number): CorrectionRecord => ({
  ...ref,
  id: `cor_${minute}${'a'.repeat(31)}`,
  revision: 1,
  result: 'res_1',
  bundle: digest,
  verdict,
  by: { key: 'k1' },
  at: `2026-03-02T11:0${minute}:00.000Z`,
  wasCurrent: true,
});

const one = <T>(type: (typeof resourceTypes)[number], from: ReportSource): T => resourcesOf(type, from)[0] as T;

describe('the resources of a study', () => {
  it('label what the machine wrote, and only that', () => {
    const from = source({ corrections: [correction('accept', 1)] });
    const labelled = resourceTypes.flatMap((type) =>
      resourcesOf(type, from).map(({ meta, resourceType }) => [resourceType, meta?.security?.[0]?.code]),
    );
    expect(labelled).toEqual([
      ['DiagnosticReport', 'AIAST'],
      ['Observation', 'AIAST'],
      ['Observation', 'AIAST'],
      ['ImagingStudy', undefined],
      ['Provenance', 'AIAST'],
      ['Provenance', undefined],
      ['Device', undefined],
    ]);
  });

  it('name no patient where the sender named none', () => {
    expect(one<DiagnosticReport>('DiagnosticReport', source()).subject).toBeUndefined();
    expect(one<ImagingStudy>('ImagingStudy', source()).subject).toEqual({
      type: 'Patient',
      display: 'Not stated by the sender',
    });
  });

  it('escape in narratives what a text may hold', () => {
    const result = { ...resultOf(ref, image, at), text: 'size < 5 & "round"\u0001 > 2', notice: '<b>' };
    expect(one<DiagnosticReport>('DiagnosticReport', source({ result })).text?.div).toContain(
      '<p>&lt;b&gt;</p><p>size &lt; 5 &amp; &quot;round&quot; &gt; 2</p>',
    );
  });

  it('have no Observation for a part that the text lacks, and conclude with the text then', () => {
    const result = { ...resultOf(ref, image, at), text: 'Clear.', findings: 'Clear.', impression: '' };
    expect(resourcesOf('Observation', source({ result }))).toHaveLength(1);
    expect(one<DiagnosticReport>('DiagnosticReport', source({ result })).conclusion).toBe('Clear.');
  });

  it.each([
    [1, '36554-4'],
    [2, '36643-5'],
    [3, '30745-4'],
    [9, '30745-4'],
  ])('of %i images are of the examination %s', (count, code) => {
    const instances = Array.from({ length: count }, () => instance({ sop: newUid() }));
    expect(one<DiagnosticReport>('DiagnosticReport', source({ instances })).code.coding?.[0]?.code).toBe(code);
  });

  it('put pictures into a series of their own, and instances into theirs', () => {
    const series = newUid();
    const dicom = instance({ sop: newUid(), format: 'dicom', series, modality: 'DX', sopClass: '1.2.3' });
    const study = one<ImagingStudy>('ImagingStudy', source({ instances: [dicom, instance()] }));
    expect(study).toMatchObject({ numberOfSeries: 2, numberOfInstances: 2 });
    expect(study.series?.map(({ uid, modality }) => [uid === series, modality.code])).toEqual([
      [true, 'DX'],
      [false, 'OT'],
    ]);
    const again = one<ImagingStudy>('ImagingStudy', source({ instances: [dicom, instance()] }));
    expect(again).toEqual(study);
  });

  it('change version and time with each correction; the last verdict counts', () => {
    const seen = new Set<string | undefined>();
    const states: string[] = [];
    for (const count of [0, 1, 2, 3]) {
      const corrections = [correction('reject', 1), correction('accept', 2), correction('reject', 3)].slice(0, count);
      const { meta, status } = one<DiagnosticReport>('DiagnosticReport', source({ corrections }));
      seen.add(`${meta?.versionId} ${meta?.lastUpdated}`);
      states.push(status);
    }
    expect(seen.size).toBe(4);
    expect(states).toEqual(['preliminary', 'entered-in-error', 'preliminary', 'entered-in-error']);
  });

  it('have ids of their own that FHIR allows', () => {
    const from = source({ corrections: [correction('accept', 1), correction('edit', 2)] });
    const ids = resourceTypes.flatMap((type) => resourcesOf(type, from).map(({ id }) => `${type}/${id}`));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/);
  });

  it('tell what made the text, down to the question and the seed (I7)', () => {
    const made = one<Provenance>('Provenance', source());
    expect(JSON.stringify(made)).toContain('Findings?');
    expect(made.agent[0]?.who.reference).toBe(`Device/bundle-${resultOf(ref, image, at).bundle.digest.slice(0, 32)}`);
  });
});
