// Files that are made from the code. `node scripts/generated.mjs` fails where one is out of date; `npm run generate`
// compiles and makes them anew.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const write = process.argv.includes('--write');
let stale = 0;

function settle(file, content) {
  const path = join(root, file);
  if (write) return writeFileSync(path, content);
  if (readFileSync(path, 'utf8') === content) return;
  console.error(`${file} is out of date; run: npm run generate`);
  stale++;
}

async function configurationPage() {
  const sections = [];
  for (const service of ['ingest', 'encoder', 'llm', 'gateway']) {
    const module = await import(pathToFileURL(join(root, 'services', service, 'dist', 'config.js')).href);
    sections.push(`## ${service}\n\n| variable | default | |\n|---|---|---|\n${rows(module.configSchema)}`);
  }
  return `# Configuration

Each process reads its environment once at the start, and stops naming every variable that is wrong. An empty variable counts as not
set. This page is made from the services' \`config.ts\`.

${sections.join('\n\n')}
`;
}

function rows(schema) {
  return Object.entries(schema.shape)
    .map(([name, field]) => `| \`${name}\` | ${defaultOf(field)} | ${field.description ?? ''} |`)
    .join('\n');
}

function defaultOf(field) {
  const parsed = field.safeParse(undefined);
  if (!parsed.success) return '**required**';
  // How many threads a machine offers is not the same everywhere.
  if (/worker threads|threads that/.test(field.description ?? '') && field.def?.type === 'default')
    return 'by the machine';
  return parsed.data === undefined || `${parsed.data}` === '' ? '' : `\`${parsed.data}\``;
}

settle('docs/configuration.md', await configurationPage());
let failed = stale > 0;
for (const name of ['protos', 'client']) {
  const { status } = spawnSync(process.execPath, ['scripts/generate.ts', ...(write ? [] : ['--check'])], {
    cwd: join(root, 'packages', name),
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
