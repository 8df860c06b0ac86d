import { newUid } from '@wetread/contracts';
import { type Stack, stow } from '@wetread/stack';
import { dicomFile, type Orthanc, orthancIsThere, startOrthanc } from '@wetread/testing';

export type Check = (name: string, test: () => Promise<boolean>) => Promise<void>;

/** Orthanc as a PACS that searches here, takes studies from here and stores them here. @returns how many checks were left out */
export async function tryOrthanc(stack: Stack, check: Check): Promise<number> {
  if (!orthancIsThere()) {
    console.log('No Orthanc with its DICOMweb plugin here (packages orthanc and orthanc-dicomweb): it was not tried.');
    return 1;
  }
  const wetread = { url: `${stack.url}/dicomweb`, authorization: `Bearer ${stack.apiKey}` };
  const orthanc = await startOrthanc({ servers: { wetread } });
  try {
    await check('Orthanc searches for a study', async () => {
      const study = await stored(stack);
      const found = await orthanc.ask('/dicom-web/servers/wetread/qido', {
        Uri: '/studies',
        Arguments: { '0020000D': study },
      });
      return JSON.stringify(found).includes(study);
    });
    await check('Orthanc retrieves a study', async () => {
      const study = await stored(stack);
      await orthanc.ask('/dicom-web/servers/wetread/retrieve', { Resources: [{ Study: study }], Synchronous: true });
      return (await heldBy(orthanc, study)) !== undefined;
    });
    await check('Orthanc stores a study', async () => {
      const study = newUid();
      await orthanc.ask('/instances', await dicomFile({ studyUid: study }));
      const held = await heldBy(orthanc, study);
      await orthanc.ask('/dicom-web/servers/wetread/stow', { Resources: [held], Synchronous: true });
      return (await stack.fetch(`/dicomweb/studies/${study}/metadata`)).status === 200;
    });
  } finally {
    await orthanc.stop();
  }
  return 0;
}

async function stored(stack: Stack): Promise<string> {
  const study = newUid();
  await stow(stack, [await dicomFile({ studyUid: study })]);
  return study;
}

/** Orthanc's own id of a study. */
async function heldBy(orthanc: Orthanc, study: string): Promise<string | undefined> {
  const held = await orthanc.ask('/tools/find', { Level: 'Study', Query: { StudyInstanceUID: study } });
  return held[0];
}
