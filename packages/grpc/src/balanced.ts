import { type ClientOptions, Metadata } from '@grpc/grpc-js';
import { traceHeaders } from '@wetread/telemetry';

export interface Balancing {
  /** Full name of the service, such as `wetread.v1.Encoder`. */
  readonly service: string;
  /** Attempts in all, each at the next address. */
  readonly maxAttempts: number;
  /** gRPC durations, such as `0.2s`: the pause before the second attempt, which doubles from there, and the longest. */
  readonly initialBackoff: string;
  readonly maxBackoff: string;
  /** Statuses after which another attempt is made. */
  readonly retryOn: readonly ('UNAVAILABLE' | 'RESOURCE_EXHAUSTED')[];
}

/**
 * gRPC's own client does the balancing and the retries: every call goes to the next address of the name, and one that is
 * refused or finds nobody is tried at another after a jittered pause, or after the pause that the server asks for.
 */
export function balanced({ service, maxAttempts, initialBackoff, maxBackoff, retryOn }: Balancing): ClientOptions {
  const retryPolicy = { maxAttempts, initialBackoff, maxBackoff, backoffMultiplier: 2, retryableStatusCodes: retryOn };
  return {
    'grpc.service_config': JSON.stringify({
      loadBalancingConfig: [{ round_robin: {} }],
      methodConfig: [{ name: [{ service }], retryPolicy }],
    }),
    // A peer that vanished without a word is noticed before its calls time out.
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 5_000,
    // Replicas come and go by autoscaling; a new one should have work within seconds.
    'grpc.max_reconnect_backoff_ms': 5_000,
    'grpc.dns_min_time_between_resolutions_ms': 5_000,
    'grpc.max_receive_message_length': -1,
  };
}

/** Metadata with which the called process goes on with the active trace. */
export function callMetadata(): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(traceHeaders())) metadata.set(name, value);
  return metadata;
}
