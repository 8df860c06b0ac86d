import type { AddressInfo } from 'node:net';
import { createHttpApp } from '@wetread/http';
import type { Telemetry } from '@wetread/telemetry';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.ts';
import type { Config } from './config.ts';
import { leaveMultipartUnread } from './transport/http/request-body.ts';

export interface IngestService {
  readonly port: number;
  /** Drains: requests and jobs under way end, new ones are refused. */
  close(): Promise<void>;
}

/** @throws WetreadError config_invalid, storage_unavailable */
export async function startIngest(config: Config, telemetry: Telemetry): Promise<IngestService> {
  const app = await createHttpApp(AppModule.with(config, telemetry.logger), telemetry);
  try {
    leaveMultipartUnread(app.getHttpAdapter().getInstance() as unknown as FastifyInstance);
    await app.listen(config.HTTP_PORT, config.HOST);
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  telemetry.logger.info({ port }, 'listening');
  return { port, close: () => app.close() };
}
