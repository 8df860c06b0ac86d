import { loadConfig, redactConfig } from '@wetread/config';
import { runService } from '@wetread/http';
import { startTelemetry } from '@wetread/telemetry';
import { configSchema } from './config.ts';
import { startGateway } from './start.ts';

const telemetry = startTelemetry('gateway', process.env.LOG_LEVEL || undefined);

await runService(telemetry, async () => {
  const config = loadConfig(configSchema);
  telemetry.logger.info({ config: redactConfig(configSchema, config) }, 'starting');
  return startGateway(config, telemetry);
});
