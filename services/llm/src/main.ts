import { loadConfig, redactConfig } from '@wetread/config';
import { runService } from '@wetread/http';
import { startTelemetry } from '@wetread/telemetry';
import { configSchema } from './config.ts';
import { startLlm } from './service.ts';

const telemetry = startTelemetry('llm', process.env.LOG_LEVEL);

await runService(telemetry, async () => {
  const config = loadConfig(configSchema);
  telemetry.logger.info({ config: redactConfig(configSchema, config) }, 'starting');
  return startLlm(config, telemetry);
});
