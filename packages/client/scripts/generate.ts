import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

/**
 * Writes the API document, as the compiled gateway describes itself, and the types made from it. With --check it writes
 * nothing and fails where a file would change.
 */

const here = dirname(fileURLToPath(import.meta.url));
const gateway = join(here, '../../../services/gateway/dist/transport/http/offline-document.js');

async function contents(): Promise<Record<string, string>> {
  const { offlineDocument } = await import(pathToFileURL(gateway).href);
  const document = await offlineDocument();
  const types = astToString(await openapiTS(document, { alphabetize: false, defaultNonNullable: false }));
  return {
    'openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'src/generated/api.ts': `// Generated from openapi.json\n\n${types}`,
  };
}

for (const [name, content] of Object.entries(await contents())) {
  const path = join(here, '..', name);
  if (process.argv.includes('--check')) {
    if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
    console.error(`packages/client/${name} does not match the gateway's routes; run: npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
