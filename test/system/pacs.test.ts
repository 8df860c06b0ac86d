import { newUid } from '@wetread/contracts';
import { dicomFile, type Orthanc, orthancIsThere, startOrthanc, syntheticRadiograph, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeStack, type WholeStack } from './whole-stack.ts';

const here = orthancIsThere();
if (!here) console.log('orthanc or orthanc-dicomweb is not installed: the way from a PACS and back was NOT tried.');

describe.runIf(here)('a PACS', () => {
  let whole: WholeStack;
  let orthanc: Orthanc;
  beforeAll(async () => {
    whole = await startWholeStack();
    orthanc = await startOrthanc({ modalities: { WETREAD: whole.stack.dicomPort } });
  });
  afterAll(async () => {
    await orthanc.stop();
    await whole.stop();
  });

  it('sends a radiograph by C-STORE, and gets its summary back into the same study', async () => {
    const { url, apiKey } = whole.stack;
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const pacs = { kind: 'dimse', host: '127.0.0.1', port: orthanc.dicomPort, calledAeTitle: orthanc.aeTitle };
    const made = await fetch(`${url}/v1/destinations`, { method: 'POST', headers, body: JSON.stringify(pacs) });
    expect(made.status).toBe(201);
    const study = newUid();
    const image = syntheticRadiograph({ seed: 3 });
    const { ID } = await orthanc.ask('/instances', await dicomFile({ studyUid: study, patientId: 'P-1', image }));
    await orthanc.ask('/modalities/wetread/store', { Resources: [ID], Synchronous: true });
    const report = await waitFor(
      async () => {
        const query = { Level: 'Series', Query: { StudyInstanceUID: study, Modality: 'SR' } };
        const [series] = await orthanc.ask('/tools/find', query);
        const [instance] = series ? (await orthanc.ask(`/series/${series}`)).Instances : [];
        return instance && orthanc.ask(`/instances/${instance}/simplified-tags`);
      },
      { timeoutMs: 120_000, everyMs: 200, what: 'the report' },
    );
    const summary = await fetch(`${url}/v1/studies/${study}/summary`, { headers });
    const { findings, notice } = (await summary.json()) as { findings: string; notice: string };
    expect(report).toMatchObject({ PatientID: 'P-1', PreliminaryFlag: 'PRELIMINARY', VerificationFlag: 'UNVERIFIED' });
    const content = JSON.stringify(report.ContentSequence);
    for (const text of [findings, notice]) expect(content).toContain(JSON.stringify(text).slice(1, -1));
    const [one, ...others] = await orthanc.ask('/tools/find', { Level: 'Study', Query: { PatientID: 'P-1' } });
    expect(others).toEqual([]);
    expect((await orthanc.ask(`/studies/${one}`)).Series).toHaveLength(2);
  });
});
