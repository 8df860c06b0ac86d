import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoBundle, getSummary, Stack, settled, stow, upload } from '@wetread/stack';
import { dicomFile, pngFile, syntheticRadiograph, tempFolder, waitFor } from '@wetread/testing';

/**
 * Starts everything, sends synthetic studies of all kinds, corrects some summaries, and writes into a folder what the
 * gateway then serves under /fhir: each kind of resource, each kind of search, each kind of error.
 */

interface Resource {
  readonly resourceType: string;
  readonly id?: string;
  readonly link?: { relation: string; url: string }[];
  readonly entry?: { resource: Resource }[];
}

const [target = '.'] = process.argv.slice(2);
const folder = await tempFolder('fhir');
const stack = await Stack.start({
  dataFolder: folder.path,
  bundleFolder: demoBundle,
  env: { ingest: { QUIET_MS: '300' }, gateway: { FHIR_PATIENT_SYSTEM: 'urn:oid:1.2.276.0.76.4.8' } },
});
let written = 0;

async function fhir(path: string, init: RequestInit = {}): Promise<Resource> {
  return (await stack.fetch(`/fhir/${path}`, init)).json() as Promise<Resource>;
}

async function keep(name: string, resource: Resource): Promise<Resource> {
  const number = String(++written).padStart(3, '0');
  await writeFile(join(target, `${number}-${name}.json`), JSON.stringify(resource));
  return resource;
}

const image = (seed: number) => syntheticRadiograph({ width: 512, height: 512, seed, bits: 8 });

/** @returns UIDs of studies of all kinds of origin */
async function studies(): Promise<string[]> {
  const picture = async (seed: number, fields = {}) => {
    const { answer } = await upload(stack, [{ name: 'a.png', bytes: await pngFile(image(seed)) }], fields);
    return answer.studies[0]?.id as string;
  };
  const found = [await picture(1), await picture(2, { patient_id: 'Müller & <Söhne>' })];
  const long = `1.2.${'3'.repeat(29)}.${'4'.repeat(30)}`;
  for (const studyUid of ['1.2.276.0.7230010.3.1', long, '1.2.01.7']) {
    const attributes = { AccessionNumber: `ACC-${found.length}` };
    const options = { studyUid, bitsStored: 8, image: image(found.length + 2), patientId: 'P-1', attributes };
    const files = [await dicomFile(options), await dicomFile({ ...options, image: image(40), viewPosition: 'LL' })];
    await stow(stack, found.length === 2 ? files.slice(0, 1) : files);
    found.push(studyUid);
  }
  for (const study of found) {
    const { status } = await settled(stack, study);
    if (status !== 'summarized') throw new Error(`study ${study} ended as ${status}`);
  }
  return found;
}

async function correct(study: string, body: object): Promise<void> {
  const { id } = (await getSummary(stack, study)) as unknown as { id: string };
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ result: id, ...body }) };
  const response = await stack.fetch(`/v1/studies/${study}/corrections`, init);
  if (response.status !== 201) throw new Error(`a correction was answered with ${response.status}`);
}

try {
  const [plain = '', patient = '', dicom = ''] = await studies();
  await correct(plain, { verdict: 'reject', comment: 'Wrong side.' });
  await correct(patient, {
    verdict: 'edit',
    text: 'Clear lungs.',
    practitioner: { system: 'urn:oid:1.2.276.0.76.4.16', value: 'R-7' },
  });
  await correct(dicom, { verdict: 'accept' });
  await waitFor(async () => ((await fhir('DiagnosticReport')).entry ?? []).length === 5, { timeoutMs: 30_000 });

  await keep('metadata', await fhir('metadata'));
  for (const type of ['DiagnosticReport', 'Observation', 'ImagingStudy', 'Provenance', 'Device']) {
    const { entry = [] } = await keep(`search-${type}`, await fhir(type));
    if (entry.length === 0) throw new Error(`no ${type} is served`);
    for (const { resource } of entry) await keep(type, await fhir(`${type}/${resource.id}`));
  }
  const included = '_include=DiagnosticReport:result&_revinclude=Provenance:target';
  const page = await keep('search-page', await fhir(`DiagnosticReport?_count=2&${included}`));
  const next = page.link?.find(({ relation }) => relation === 'next')?.url ?? '';
  await keep('search-next-page', await fhir(next.slice(`${stack.url}/fhir/`.length)));
  await keep('search-nothing', await fhir('DiagnosticReport?patient:identifier=nobody'));
  await keep('search-patient', await fhir('DiagnosticReport?patient:identifier=P-1&date=ge2026-01-02'));
  await keep('search-with-warning', await fhir('DiagnosticReport?colour=red'));
  await keep('error-not-found', await fhir('DiagnosticReport/1.2.3'));
  await keep('error-invalid', await fhir('DiagnosticReport?date=yesterday'));
  await keep('error-method', await fhir(`DiagnosticReport/${plain}`, { method: 'DELETE' }));

  // What the validator must not let pass, lest it let everything pass.
  const report = await fhir(`DiagnosticReport/${plain}`);
  await writeFile(join(target, 'broken-status.json'), JSON.stringify({ ...report, status: 'perhaps' }));
  await writeFile(join(target, 'broken-field.json'), JSON.stringify({ ...report, colour: 'red' }));
  await writeFile(join(target, 'broken-label.json'), JSON.stringify({ ...report, code: undefined }));
} finally {
  await stack.stop();
  await folder.remove();
}
