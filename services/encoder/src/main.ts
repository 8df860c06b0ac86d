import { setFlagsFromString } from 'node:v8';
import { loadConfig, redactConfig } from '@wetread/config';
import { runService } from '@wetread/http';
import { startTelemetry } from '@wetread/telemetry';
import { configSchema } from './config.ts';
import { startEncoder } from './service.ts';

// Images come as memory outside of the heap, and by default 32 MB of it bring about a collection of all the heap.
setFlagsFromString('--external-memory-accounted-in-global-limit');

const telemetry = startTelemetry('encoder', process.env.LOG_LEVEL);

await runService(telemetry, async () => {
  const config = loadConfig(configSchema);
  telemetry.logger.info({ config: redactConfig(configSchema, config) }, 'starting');
  return startEncoder(config, telemetry);
});
