import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { type GatewayParts, gatewayModule } from '../../app.module.ts';
import { ApiDocument } from './openapi.ts';

/**
 * The API document without a gateway: the routes are looked at and nothing is made or connected. In preview, NestJS hands no
 * part to any controller, so there need not be any.
 */
export async function offlineDocument(): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(
    gatewayModule({} as GatewayParts) as never,
    new FastifyAdapter(),
    { preview: true, logger: ['error', 'fatal'], abortOnError: false },
  );
  const document = new ApiDocument();
  document.make(app);
  await app.close();
  return document.content as OpenAPIObject;
}
