import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { requireScope } from '@wetread/accounts';
import { type KeyedRequest, noteObjects } from '@wetread/http';
import { z } from 'zod';
import { parseWith } from './parse-with.ts';
import { identifiers } from './webhook-schemas.ts';

const query = z.object({ identifiers: identifiers.default('stored') });

/** Who asks, and whether for the names that senders know. */
export interface Asking {
  readonly tenant: string;
  readonly originals: boolean;
}

/** Of a route whose answer names studies. Original names take the scope for them, and the audit log says that they were given. */
export const Asking = createParamDecorator((_: unknown, context: ExecutionContext): Asking => {
  const request = context.switchToHttp().getRequest<Required<Pick<KeyedRequest, 'principal'>> & KeyedRequest>();
  const { principal: caller } = request;
  const originals = parseWith(query, request.query).identifiers === 'original';
  if (originals) {
    requireScope(caller, 'identity');
    noteObjects(request, [{ type: 'identifiers', id: 'original' }]);
  }
  return { tenant: caller.tenant, originals };
});

/** The query parameter of {@link Asking}, in the API document. */
export const TakesIdentifiers = () =>
  ApiQuery({
    name: 'identifiers',
    required: false,
    description: identifiers.description as string,
    schema: { type: 'string', enum: [...identifiers.options], default: 'stored' },
  });
