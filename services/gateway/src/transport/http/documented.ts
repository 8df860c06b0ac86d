import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse } from '@nestjs/swagger';
import type { Scope } from '@wetread/accounts';
import { type ErrorCode, errorTable, toProblem, WetreadError } from '@wetread/contracts';
import { Needs } from '@wetread/http';
import type { z } from 'zod';

/** What a route answers, in the API document. */
export const Answers = (status: number, description: string, schema?: z.ZodType) =>
  ApiResponse({ status, description, ...(schema && { standardSchema: schema }) });

/** The problems that a route may answer with, one entry a status. */
export function Problems(...codes: ErrorCode[]) {
  const statuses = [...new Set(codes.map((code) => errorTable[code].http))];
  return applyDecorators(
    ...statuses.map((status) => {
      const here = codes.filter((code) => errorTable[code].http === status);
      const examples = Object.fromEntries(here.map((code) => [code, { value: exampleOf(code) }]));
      const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples } };
      return ApiResponse({
        status,
        description: here.map((code) => errorTable[code].title).join('; '),
        content,
      } as never);
    }),
  );
}

/** A route for holders of an API key with this scope, or one of these. */
export const Keyed = (...scopes: Scope[]) =>
  applyDecorators(Needs(...scopes), ApiBearerAuth(), Problems('unauthenticated', 'forbidden', ...unavailable));

const unavailable: ErrorCode[] = ['limit_exceeded', 'issuer_unavailable', 'storage_unavailable', 'queue_unavailable'];

const exampleOf = (code: ErrorCode) => toProblem(new WetreadError(code, errorTable[code].title));
