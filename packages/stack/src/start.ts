import { flag, loadConfig, port } from '@wetread/config';
import { z } from 'zod';
import { demoBundle, homeFolder } from './places.ts';
import { Stack } from './stack.ts';

/** `npm start`: the stack stays up, with its state in one folder, until Ctrl-C drains it. */

const schema = z.object({
  PORT: port(8080).describe('the public HTTP port'),
  DICOM_LISTEN: flag(true),
  DICOM_PORT: port(11112).describe('port of the DICOM listener; 0 takes a free one'),
  DICOM_AE_TITLE: z.string().default('WETREAD'),
});

try {
  const config = loadConfig(schema);
  const stack = await Stack.start({
    dataFolder: homeFolder,
    bundleFolder: demoBundle,
    port: config.PORT,
    // The stack takes a free one where it is told none.
    ...(config.DICOM_PORT > 0 && { dicomPort: config.DICOM_PORT }),
    say: console.log,
  });
  const dicom = config.DICOM_LISTEN
    ? `${config.DICOM_AE_TITLE}@localhost:${stack.dicomPort} (C-ECHO, C-STORE)`
    : 'switched off';
  console.log(`Wetread is up.

  Address    http://localhost:${config.PORT}
  DICOMweb   http://localhost:${config.PORT}/dicomweb
  DICOM      ${dicom}
  API        http://localhost:${config.PORT}/openapi.json
  API key    ${stack.apiKey}
  State      ${homeFolder}

  curl -H "Authorization: Bearer ${stack.apiKey}" -F file=@chest.png http://localhost:${config.PORT}/v1/studies

Ctrl-C drains and stops.`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  console.log('Draining …');
  const unclean = await stack.stop();
  if (unclean.length > 0) throw new Error(`these did not end cleanly: ${unclean.join(', ')}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
