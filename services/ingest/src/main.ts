import { setFlagsFromString } from 'node:v8';
import { loadConfig, redactConfig } from '@wetread/config';
import { runService } from '@wetread/http';
import { startTelemetry } from '@wetread/telemetry';
import { configSchema } from './config.ts';
import { startIngest } from './service.ts';

// Every chunk of a network is memory outside of the heap, and by default 32 MB of it bring about a collection of all the heap,
// which cost most of an instance's processor time. With this they count with the heap, and a look at the young objects does.
setFlagsFromString('--external-memory-accounted-in-global-limit');

const telemetry = startTelemetry('ingest', process.env.LOG_LEVEL);

await runService(telemetry, async () => {
  const config = loadConfig(configSchema);
  telemetry.logger.info({ config: redactConfig(configSchema, config) }, 'starting');
  return startIngest(config, telemetry);
});
