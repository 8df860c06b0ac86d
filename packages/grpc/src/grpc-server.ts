import { promisify } from 'node:util';
import { Server, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { type GrpcTlsSettings, serverCredentials } from './tls.ts';

export interface ServedService {
  /** Full name, such as `wetread.v1.Encoder`. */
  readonly name: string;
  readonly definition: ServiceDefinition;
  readonly handlers: UntypedServiceImplementation;
}

export interface GrpcServerOptions {
  readonly host: string;
  /** 0 asks the system for a free one. */
  readonly port: number;
  readonly maxRequestBytes: number;
  /** Plain where it names no files. */
  readonly tls: GrpcTlsSettings;
  /** How often the files are looked at. */
  readonly tlsRefreshMs?: number | undefined;
}

const MAX_STREAMS = 1024;
/** Clients look the name up again when a connection ends, and so find new replicas; calls under way are not cut. */
const MAX_CONNECTION_AGE_MS = 30_000;
/** Images are large beside the 64 KiB that HTTP/2 lets a peer send before it must wait for word. */
const FLOW_CONTROL_WINDOW_BYTES = 4 * 1024 * 1024;

/**
 * grpc-js itself rather than NestJS's transport: a handler needs the call's deadline, its cancellation and the trailing
 * metadata, which the transport's observables hide.
 */
export class GrpcServer {
  readonly #server: Server;
  readonly #health: HealthImplementation;
  readonly #names: readonly string[];
  readonly #options: GrpcServerOptions;
  #port = 0;

  constructor({ name, definition, handlers }: ServedService, options: GrpcServerOptions) {
    this.#options = options;
    this.#names = ['', name];
    this.#health = new HealthImplementation({ '': 'NOT_SERVING', [name]: 'NOT_SERVING' });
    this.#server = new Server({
      'grpc.max_receive_message_length': options.maxRequestBytes,
      'grpc.max_concurrent_streams': MAX_STREAMS,
      'grpc.max_connection_age_ms': MAX_CONNECTION_AGE_MS,
      'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW_BYTES,
    });
    this.#server.addService(definition, handlers);
    this.#health.addToServer(this.#server);
  }

  /** The port that is listened on. */
  get port(): number {
    return this.#port;
  }

  async listen(): Promise<void> {
    const { host, port, tls, tlsRefreshMs } = this.#options;
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const bind = promisify(this.#server.bindAsync.bind(this.#server));
    this.#port = await bind(address, serverCredentials(tls, tlsRefreshMs));
    this.setServing(true);
  }

  /** What the standard health service answers, for the server and for its service. */
  setServing(serving: boolean): void {
    for (const name of this.#names) this.#health.setStatus(name, serving ? 'SERVING' : 'NOT_SERVING');
  }

  /** Takes no new call and lets those under way end, for `timeoutMs` at most. */
  async close(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => this.#server.forceShutdown(), timeoutMs);
    await promisify(this.#server.tryShutdown.bind(this.#server))().catch(() => this.#server.forceShutdown());
    clearTimeout(timer);
  }
}
