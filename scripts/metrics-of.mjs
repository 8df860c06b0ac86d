// Prints as JSON which metrics the process of a service defines: `node scripts/metrics-of.mjs SERVICE`. A process each,
// for the registry is one a process.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const load = (path) => import(pathToFileURL(join(root, path)).href);
const [service] = process.argv.slice(2);

// All wiring, without a start.
await load(`services/${service}/dist/${service === 'gateway' ? 'start' : 'app.module'}.js`);
const { registry } = await load('packages/telemetry/dist/index.js');
const described = await registry.getMetricsAsJSON();
const metrics = described.map(({ name, help, type }) => ({
  name,
  help,
  type,
  labels: registry.getSingleMetric(name).labelNames,
}));
process.stdout.write(JSON.stringify(metrics), () => process.exit(0));
