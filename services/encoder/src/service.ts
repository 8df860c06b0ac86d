import type { AddressInfo } from 'node:net';
import { GrpcServer } from '@wetread/grpc';
import { createHttpApp, reportCertificates } from '@wetread/http';
import type { Telemetry } from '@wetread/telemetry';
import { AppModule } from './app.module.ts';
import type { Config } from './config.ts';

export interface EncoderService {
  readonly grpcPort: number;
  readonly httpPort: number;
  /** Drains: calls under way end, new ones are refused. */
  close(): Promise<void>;
}

/** Bundle, sessions, gRPC, HTTP; ready when it resolves. @throws WetreadError `bundle_invalid`, `config_invalid` */
export async function startEncoder(config: Config, telemetry: Telemetry, threadScript?: URL): Promise<EncoderService> {
  const app = await createHttpApp(AppModule.with(config, telemetry.logger, threadScript), telemetry);
  reportCertificates({ services: config.GRPC_TLS_CERT });
  try {
    await app.listen(config.HTTP_PORT, config.HOST);
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { grpcPort: app.get(GrpcServer).port, httpPort: port, close: () => app.close() };
}
