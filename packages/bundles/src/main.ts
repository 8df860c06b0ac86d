// Run before encoder and llm start, where their bundle does not lie on the machine: `node …/@wetread/bundles/dist/main.js`.
import { loadConfig, redactConfig } from '@wetread/config';
import { toWetreadError } from '@wetread/contracts';
import { createLogger } from '@wetread/telemetry';
import { configSchema } from './config.ts';
import { fetchBundle } from './fetch-bundle.ts';
import { openSource } from './open-source.ts';

const logger = createLogger('bundles', process.env.LOG_LEVEL || 'info');

try {
  const config = loadConfig(configSchema);
  logger.info({ config: redactConfig(configSchema, config) }, 'fetching the bundle');
  const source = await openSource(config);
  const bundle = await fetchBundle(source, { digest: config.BUNDLE_DIGEST, cache: config.BUNDLE_CACHE });
  logger.info({ folder: bundle.folder, name: bundle.manifest.name }, 'the bundle is here and checked');
} catch (thrown) {
  const { code, message } = toWetreadError(thrown);
  logger.error({ code }, message);
  process.exitCode = 1;
}
