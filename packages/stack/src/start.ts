import { demoBundle, homeFolder } from './places.ts';
import { Stack } from './stack.ts';

/** `npm start`: the stack stays up, with its state in one folder, until Ctrl-C drains it. */

const port = Number(process.env.PORT ?? 8080);

try {
  const stack = await Stack.start({ dataFolder: homeFolder, bundleFolder: demoBundle, port, say: console.log });
  console.log(`Wetread is up.

  Address    http://localhost:${port}
  DICOMweb   http://localhost:${port}/dicomweb
  API        http://localhost:${port}/openapi.json
  API key    ${stack.apiKey}
  State      ${homeFolder}

  curl -H "Authorization: Bearer ${stack.apiKey}" -F file=@chest.png http://localhost:${port}/v1/studies

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
