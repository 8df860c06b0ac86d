import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { eventCatalogue } from '../../webhooks/catalogue.ts';
import { problem } from './schemas.ts';

/** The API document, made from the routes once they are all there. */
export class ApiDocument {
  content: OpenAPIObject | undefined;

  make(app: INestApplication): void {
    const frame = new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('Wetread')
      .setDescription('Preliminary machine readings of chest radiographs, for a clinician to review.')
      .setVersion('1')
      .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
      .addServer('/')
      .addBearerAuth({
        type: 'http',
        scheme: 'bearer',
        description: 'An API key, wr_…, or a token of a configured OpenID Connect issuer',
      })
      .build();
    const document = SwaggerModule.createDocument(app, frame, { standardSchemaConverter: toJsonSchema });
    document.components = { ...document.components };
    document.components.schemas = {
      ...document.components.schemas,
      ...toJsonSchema(problem, { schemaType: 'output' })?.components,
    };
    describeText(document);
    describeWebhooks(document);
    describeOperations(document);
    this.content = document;
  }
}

type Converted = { schema: never; components: Record<string, never> };

/** Schemas with an id become components of that name. */
function toJsonSchema(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }): Converted | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $schema: _, $defs = {}, id, ...own } = z.toJSONSchema(schema, { io: schemaType }) as Record<string, unknown>;
  const named = Object.fromEntries(
    Object.entries($defs as Record<string, object>).map(([name, def]) => [name, withoutId(def)]),
  );
  if (typeof id !== 'string') return { schema: own, components: named } as unknown as Converted;
  return {
    schema: { $ref: `#/components/schemas/${id}` },
    components: { ...named, [id]: own },
  } as unknown as Converted;
}

function withoutId(def: object): object {
  const { id: _, ...rest } = def as { id?: unknown };
  return rest;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const fhirType = 'application/fhir+json';
const fhirResource = {
  type: 'object' as const,
  required: ['resourceType'],
  properties: { resourceType: { type: 'string' as const } },
};

/** What receivers get: one entry an event type. */
function describeWebhooks(document: OpenAPIObject): void {
  const answers = {
    '2XX': { description: 'Taken' },
    410: { description: 'The endpoint wants no more, and is disabled' },
    default: { description: 'Not taken; it is sent again' },
  };
  const entries = eventCatalogue.map(({ type, description, schema }) => {
    const { $schema: _, ...body } = schema;
    const requestBody = { required: true, content: { 'application/json': { schema: body } } };
    return [type, { post: { summary: description, tags: ['Events'], requestBody, responses: answers } }];
  });
  Object.assign(document, { webhooks: Object.fromEntries(entries) });
}

/**
 * An answer that comes as text, as events or as FHIR too has one schema, that of its JSON; the text is a string, and FHIR
 * describes its resources itself.
 */
function describeText({ paths }: OpenAPIObject): void {
  const operations = Object.values(paths).flatMap((path) => Object.values(path) as Operation[]);
  for (const { responses } of operations) {
    for (const response of Object.values(responses)) {
      const content = (response && 'content' in response && response.content) || {};
      for (const type of ['text/plain', 'text/event-stream', 'application/dicom+xml'])
        if (content[type]) content[type].schema = { type: 'string' };
      if (content[fhirType]) content[fhirType].schema = fhirResource;
    }
  }
}

/** The routes that every service has are described here, for the package that holds them knows no API documents. */
function describeOperations({ paths }: OpenAPIObject): void {
  const text = { 'text/plain': { schema: { type: 'string' as const } } };
  const object = { 'application/json': { schema: { type: 'object' as const } } };
  const describe = (path: string, summary: string, responses: object) => {
    const operation = paths[path]?.get;
    if (operation) Object.assign(operation, { operationId: path.slice(1), summary, tags: ['Operation'], responses });
  };
  describe('/healthz', 'Whether the process is alive', { 200: { description: 'It is', content: object } });
  describe('/readyz', 'Whether the process can work now', {
    200: { description: 'It can', content: object },
    503: { description: 'It cannot; `checks` says why', content: object },
  });
  describe('/metrics', 'Prometheus metrics', { 200: { description: 'Text exposition', content: text } });
}
