import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ExportedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Takes what the services export by OTLP over HTTP, as JSON. */
export interface Collector {
  /** For `all`: spans are sent soon after they end. */
  readonly env: Readonly<Record<string, string>>;
  readonly bodies: readonly Buffer[];
  spansOf(traceId: string): ExportedSpan[];
  stop(): void;
}

export async function startCollector(): Promise<Collector> {
  const bodies: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    bodies.push(Buffer.concat(chunks));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '200' },
    bodies,
    spansOf: (traceId) => bodies.flatMap(spansIn).filter((span) => span.traceId === traceId),
    stop: () => server.close(),
  };
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: readonly Value[] };
}

type Attributes = readonly { readonly key: string; readonly value: Value }[];

/** ExportTraceServiceRequest of OTLP, as far as it is looked at. */
interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly traceId: string; readonly name: string; readonly attributes: Attributes }[];
    }[];
  }[];
}

function spansIn(body: Buffer): ExportedSpan[] {
  const { resourceSpans } = JSON.parse(body.toString('utf8')) as Request;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(named(resource.attributes)['service.name']);
    const spans = scopeSpans.flatMap((scope) => scope.spans);
    return spans.map(({ traceId, name, attributes }) => ({ service, traceId, name, attributes: named(attributes) }));
  });
}

const named = (attributes: Attributes) => Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));

const plain = ({ stringValue, intValue, doubleValue, arrayValue }: Value): unknown =>
  arrayValue ? arrayValue.values.map(plain) : (stringValue ?? intValue ?? doubleValue);
