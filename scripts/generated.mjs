// Files that are made from the code. `node scripts/generated.mjs` fails where one is out of date; `npm run generate`
// compiles and makes them anew.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gpuPools } from './dashboards/gpu-pools.ts';
import { toJson } from './dashboards/model.ts';
import { theNight } from './dashboards/the-night.ts';

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

async function refusalsPage() {
  const { refusalTable } = await import(pathToFileURL(join(root, 'packages/contracts/dist/refusals.js')).href);
  const rows = Object.entries(refusalTable).map(
    ([code, { sentence, dicomFailure }]) =>
      `| \`${code}\` | ${sentence} | ${dicomFailure.toString(16).toUpperCase().padStart(4, '0')} |`,
  );
  return `# Refusals

Why a file or an image was not taken, or is kept and not read. The code is in the answer to the sender, in the study's status and in its
webhooks, each with the sentence; the DICOM failure reason (0008,1197), hexadecimal, is in the answers of STOW-RS and C-STORE. By which
rules they are decided is in [admission](admission.md). This page is made from \`packages/contracts/src/refusals.ts\`.

| code | sentence | DICOM |
|---|---|---|
${rows.join('\n')}
`;
}

/** Of each metric: what it is, and which services have it. */
function metricsPage() {
  const known = new Map();
  for (const service of ['ingest', 'encoder', 'llm', 'gateway']) {
    const { stdout, status } = spawnSync(process.execPath, [join(root, 'scripts/metrics-of.mjs'), service], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The metrics of ${service} could not be read.`);
    for (const metric of JSON.parse(stdout)) {
      const { services } =
        known.get(metric.name) ?? known.set(metric.name, { ...metric, services: [] }).get(metric.name);
      services.push(service);
    }
  }
  const lines = [...known.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, type, labels, help, services }) =>
        `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} | ${services.join(', ')} |`,
    );
  return `# Metrics

Each service serves \`/metrics\` in the Prometheus text format, without a key, on its \`HTTP_PORT\` (gateway 8080, ingest and encoder 8081, llm 8083
unless set), or, for gateway and ingest, on \`INTERNAL_PORT\` where that is set and on no other, as chart and compose do (8090 and 8091; encoder 8082). [deploy/compose.yaml](../deploy/compose.yaml) scrapes them and shows them in Grafana as the dashboards in
[deploy/dashboards](../deploy/dashboards), which any Grafana can import; the chart has ServiceMonitors (\`serviceMonitors.enabled\`) and leads no
ingress to it. No label holds an identifier of a patient, a study or a file.

Every metric has the label \`service\` too. Histograms are in seconds unless named otherwise, with \`_bucket\`, \`_sum\` and \`_count\`. Gauges of queues
and batches are read from Redis by each gateway: take their maximum, not their sum; with Redis away they are absent. Beside these are the
process's own, \`process_*\` and \`nodejs_*\` (memory, CPU, event loop lag, garbage collection). This page is made from the code.

| metric | type | labels | | services |
|---|---|---|---|---|
${lines.join('\n')}
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
settle('docs/refusals.md', await refusalsPage());
settle('docs/metrics.md', metricsPage());
settle('deploy/dashboards/the-night.json', toJson(theNight));
settle('deploy/dashboards/gpu-pools.json', toJson(gpuPools));
// The chart stands alone, and Compose's Prometheus reads the same rules.
settle('deploy/alerts/wetread.yaml', readFileSync(join(root, 'charts/wetread/files/alerts.yaml'), 'utf8'));
let failed = stale > 0;
for (const name of ['protos', 'client']) {
  const { status } = spawnSync(process.execPath, ['scripts/generate.ts', ...(write ? [] : ['--check'])], {
    cwd: join(root, 'packages', name),
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
