import type { AddressInfo } from 'node:net';
import { AuditLog } from '@wetread/audit';
import { WetreadError } from '@wetread/contracts';
import {
  auditRequests,
  closeWithin,
  createHttpApp,
  InternalPort,
  releaseCallers,
  reportCertificates,
  ServiceCertificates,
} from '@wetread/http';
import type { Logger, Telemetry } from '@wetread/telemetry';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.ts';
import type { Config } from './config.ts';
import { DicomListener } from './transport/dimse/dicom-listener.ts';
import { Peers } from './transport/dimse/peers.ts';
import { IntakeService } from './transport/http/intake.service.ts';
import { leaveFilesUnread } from './transport/http/request-body.ts';

export interface IngestService {
  readonly port: number;
  release(): Promise<void>;
  /** Drains: requests and jobs under way end, new ones are refused. */
  close(): Promise<void>;
}

/** @throws WetreadError config_invalid, storage_unavailable */
export async function startIngest(config: Config, telemetry: Telemetry): Promise<IngestService> {
  const certificates = ServiceCertificates.open(config, telemetry.logger);
  reportCertificates({ services: config.GRPC_TLS_CERT, dicom: config.DICOM_TLS_CERT });
  const internal = config.INTERNAL_PORT === undefined ? undefined : new InternalPort();
  const app = await createHttpApp(AppModule.with(config, telemetry.logger), telemetry, { certificates, internal });
  let dicom: DicomListener | undefined;
  try {
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    const audit = app.get(AuditLog);
    leaveFilesUnread(fastify);
    auditRequests(fastify, { log: audit, service: 'ingest', logger: telemetry.logger });
    await app.init();
    dicom = await listenForDicom(config, app.get(IntakeService), audit, telemetry.logger);
    await app.listen(config.HTTP_PORT, config.HOST);
    await internal?.listen(config.INTERNAL_PORT ?? 0, config.HOST);
  } catch (error) {
    await dicom?.close(0);
    await app.close();
    certificates?.close();
    throw error;
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  telemetry.logger.info({ port, ...(dicom && { dicomPort: dicom.port }) }, 'listening');
  return {
    port,
    release: () => releaseCallers(app),
    // Associations first: what they take in still needs storage and queues.
    async close() {
      const begun = Date.now();
      await dicom?.close(config.DRAIN_TIMEOUT_MS);
      await closeWithin(app, Math.max(0, config.DRAIN_TIMEOUT_MS - (Date.now() - begun)));
      certificates?.close();
      internal?.close();
    },
  };
}

async function listenForDicom(
  config: Config,
  intake: IntakeService,
  audit: AuditLog,
  logger: Logger,
): Promise<DicomListener | undefined> {
  if (!config.DICOM_LISTEN) return undefined;
  return DicomListener.start(
    {
      host: config.HOST,
      port: config.DICOM_PORT,
      aeTitles: config.DICOM_AE_TITLE,
      peers: new Peers(config.DICOM_PEERS, config.DICOM_TENANT),
      maxAssociations: config.MAX_ASSOCIATIONS,
      patience: { requestMs: config.DICOM_REQUEST_TIMEOUT_MS, idleMs: config.DICOM_IDLE_TIMEOUT_MS },
      certificates: dicomCertificates(config, logger),
    },
    {
      admission: intake.admission,
      audit,
      logger,
      begin: (request) => intake.begin(request),
      commit: (tenant, references) => intake.commit(tenant, references),
    },
  );
}

/** @throws WetreadError config_invalid, where only some of the files are named */
function dicomCertificates(config: Config, logger: Logger): ServiceCertificates | undefined {
  const { DICOM_TLS_KEY: key, DICOM_TLS_CERT: certificate, DICOM_TLS_CLIENT_CA: authorities } = config;
  if (key === undefined && certificate === undefined && authorities === undefined) return undefined;
  if (key !== undefined && certificate !== undefined) {
    return ServiceCertificates.watch({ key, certificate, authorities }, 'DICOM_TLS_*', logger);
  }
  throw new WetreadError('config_invalid', 'DICOM over TLS needs both DICOM_TLS_KEY and DICOM_TLS_CERT.');
}
