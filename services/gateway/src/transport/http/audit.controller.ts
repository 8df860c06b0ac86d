import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { listAudit } from '@wetread/audit';
import { Caller } from '@wetread/http';
import type { ObjectStorage } from '@wetread/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Accounts } from '../../accounts.ts';
import { auditBundle } from '../../domain/audit-events.ts';
import { ACCOUNTS } from '../../tokens.ts';
import { type AuditList, type AuditQueryInput, auditList, auditQuery } from './audit-schemas.ts';
import { Answers, Keyed, Problems } from './documented.ts';

/** Who read, sent, deleted or changed what, for a tenant's administrators. */
@Controller('v1/audit')
@ApiTags('Accounts')
export class AuditController {
  readonly #storage: ObjectStorage;

  constructor(@Inject(ACCOUNTS) { storage }: Accounts) {
    this.#storage = storage;
  }

  @Get()
  @Keyed('admin')
  @ApiOperation({ operationId: 'listAudit', summary: 'Who read, sent, deleted or changed what, oldest first' })
  @ApiProduces('application/json', 'application/fhir+json')
  @Answers(200, 'One page; as FHIR, a Bundle of AuditEvents by IHE BALP', auditList)
  @Problems('invalid_request')
  async list(
    @Caller() { tenant }: Principal,
    @Query({ schema: auditQuery }) { format, ...query }: AuditQueryInput,
    @Headers('accept') accept: string | undefined,
    @Req() { raw }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditList | object> {
    const page = await listAudit(this.#storage, tenant, { ...query, ...utc(query) });
    reply.header('vary', 'accept');
    if (format !== 'fhir' && (format === 'json' || !accept?.includes('application/fhir+json'))) {
      const entries = page.entries.map(({ tenant: _, ...entry }) => entry);
      return { entries, ...(page.next && { next: page.next }) };
    }
    reply.type('application/fhir+json; charset=utf-8');
    // A string, for the framework would say application/json of an object.
    return JSON.stringify(auditBundle(page, raw.url ?? '/v1/audit')) as unknown as object;
  }
}

/** Entries have times in UTC, which compare as text. */
function utc({ since, until }: AuditQueryInput) {
  const inUtc = (text: string) => new Date(text).toISOString();
  return { ...(since && { since: inUtc(since) }), ...(until && { until: inUtc(until) }) };
}
