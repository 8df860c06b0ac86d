import { type Principal, requireScope } from '@wetread/accounts';
import { noteObjects } from '@wetread/http';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { identifiers } from './webhook-schemas.ts';

/** Of an answer that names studies: by what stands for them, or also as their sender knows them. */
export const identifiersQuery = z.object({ identifiers: identifiers.default('stored') });
export type IdentifiersQuery = z.infer<typeof identifiersQuery>;

/** Whether a caller asks for original identifiers, which the audit log then says. @throws WetreadError forbidden */
export function asksForOriginals(request: FastifyRequest, caller: Principal, query: IdentifiersQuery): boolean {
  if (query.identifiers !== 'original') return false;
  requireScope(caller, 'identity');
  noteObjects(request, [{ type: 'identifiers', id: 'original' }]);
  return true;
}
