import type { AddressInfo } from 'node:net';
import { GrpcServer } from '@wetread/grpc';
import { createHttpApp, reportCertificates } from '@wetread/http';
import type { Telemetry } from '@wetread/telemetry';
import { AppModule } from './app.module.ts';
import type { Config } from './config.ts';

export interface LlmService {
  readonly port: number;
  readonly grpcPort: number;
  /** Drains: takes no more studies, ends those under way or hands them back. */
  close(): Promise<void>;
}

/** Bundle, decoder, queue, HTTP; works when it resolves. @throws WetreadError `bundle_invalid`, `config_invalid` */
export async function startLlm(config: Config, telemetry: Telemetry): Promise<LlmService> {
  const app = await createHttpApp(AppModule.with(config, telemetry.logger), telemetry);
  reportCertificates({ services: config.GRPC_TLS_CERT });
  try {
    await app.listen(config.HTTP_PORT, config.HOST);
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  const grpcPort = app.get(GrpcServer).port;
  telemetry.logger.info({ port, grpcPort }, 'listening');
  return { port, grpcPort, close: () => app.close() };
}
