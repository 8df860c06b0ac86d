import { All, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController, ApiOperation } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import { Caller, Needs, noteObjects, publicUrlOf } from '@wetread/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Resource as AnyResource, Bundle, CapabilityStatement } from 'fhir/r4.js';
import { searchset } from '../../fhir/bundle.ts';
import { capabilityStatement } from '../../fhir/capability-statement.ts';
import { studyOfId } from '../../fhir/ids.ts';
import { fhirJson } from '../../fhir/outcome.ts';
import type { PageTokens } from '../../fhir/page-tokens.ts';
import type { Reports } from '../../fhir/reports.ts';
import { isResourceType, type Resource, type ResourceType } from '../../fhir/resources.ts';
import { parseSearch } from '../../fhir/search/query.ts';
import { runSearch } from '../../fhir/search/search.ts';
import { FHIR_PAGES, PUBLIC_URL, REPORTS } from '../../tokens.ts';
import { isStrict, isUnchanged, pairsOf, refuseOtherForms } from './fhir-requests.ts';

/** FHIR R4. Its routes are described by their own document, /fhir/metadata, and so are not in the OpenAPI document. */
@Controller('fhir')
@ApiExcludeController()
export class FhirController {
  readonly #reports: Reports;
  readonly #pages: PageTokens;
  readonly #publicUrl: string | undefined;

  constructor(
    @Inject(REPORTS) reports: Reports,
    @Inject(FHIR_PAGES) pages: PageTokens,
    @Inject(PUBLIC_URL) publicUrl: string | undefined,
  ) {
    this.#reports = reports;
    this.#pages = pages;
    this.#publicUrl = publicUrl;
  }

  /** Open to anybody: a client learns here how to ask. */
  @Get('metadata')
  metadata(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): CapabilityStatement {
    refuseOtherForms(request);
    reply.type(fhirJson);
    return capabilityStatement(this.#base(request));
  }

  @Get(':type/:id')
  @Needs('read')
  @ApiOperation({ operationId: 'readFhirResource' })
  async read(
    @Caller() { tenant }: Principal,
    @Param() { type, id }: { type: string; id: string },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource | undefined> {
    refuseOtherForms(request);
    const resource = await this.#reports.read(tenant, known(type), id);
    noteStudies(request, [resource]);
    tag(reply, resource);
    if (!isUnchanged(request, resource)) return resource;
    reply.status(304);
    return undefined;
  }

  @Get(':type')
  @Needs('read')
  @ApiOperation({ operationId: 'searchFhirResources' })
  search(
    @Caller() { tenant }: Principal,
    @Param('type') type: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Bundle> {
    return this.#search(tenant, known(type), request, reply);
  }

  /** The same search with its parameters in the body, where no log of addresses sees a patient's identifier. */
  @Post(':type/_search')
  @HttpCode(200)
  @Needs('read')
  @ApiOperation({ operationId: 'searchFhirResources' })
  searchByPost(
    @Caller() { tenant }: Principal,
    @Param('type') type: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Bundle> {
    return this.#search(tenant, known(type), request, reply);
  }

  @All(['', '*'])
  @Needs('read')
  @ApiOperation({ operationId: 'unsupportedFhirRequest' })
  other(@Req() request: FastifyRequest): never {
    const [, , type = ''] = (request.raw.url ?? '').split(/[/?]/);
    known(type);
    throw new WetreadError('method_unsupported', 'Resources can be read and searched; /fhir/metadata says how.');
  }

  async #search(tenant: string, type: ResourceType, request: FastifyRequest, reply: FastifyReply): Promise<Bundle> {
    refuseOtherForms(request);
    const given = pairsOf(request);
    const paged = given.find(([name]) => name === '_page');
    const token = paged && this.#pages.open(tenant, paged[1]);
    if (token && token.type !== type) throw new WetreadError('invalid_request', 'The page is of another type.');
    const search = parseSearch(type, token?.pairs ?? given, isStrict(request));
    const page = await runSearch(this.#reports, tenant, search, token?.start);
    noteStudies(request, page.matches);
    const base = this.#base(request);
    const used = new URLSearchParams(search.used as [string, string][]).toString();
    const next = page.next && this.#pages.make(tenant, { type, pairs: search.used, start: page.next });
    reply.type(fhirJson);
    return searchset(
      page,
      {
        base,
        self: paged ? `${base}/${type}?_page=${paged[1]}` : `${base}/${type}${used && `?${used}`}`,
        next: next && `${base}/${type}?_page=${next}`,
      },
      search.ignored,
    );
  }

  #base(request: FastifyRequest): string {
    return `${publicUrlOf(request, this.#publicUrl)}/fhir`;
  }
}

/** @throws WetreadError not_found */
function known(type: string): ResourceType {
  if (isResourceType(type)) return type;
  throw new WetreadError('not_found', 'There are no such resources here; /fhir/metadata lists those that there are.');
}

/** For the audit log: whose texts were read. */
function noteStudies(request: FastifyRequest, resources: readonly Resource[]): void {
  const studies = new Set(resources.flatMap(({ id = '' }) => studyOfId(id) ?? []));
  noteObjects(
    request,
    [...studies].map((id) => ({ type: 'studies', id })),
  );
}

function tag(reply: FastifyReply, { meta }: AnyResource): void {
  reply.type(fhirJson);
  if (meta?.versionId) reply.header('etag', `W/"${meta.versionId}"`);
  if (meta?.lastUpdated) reply.header('last-modified', new Date(meta.lastUpdated).toUTCString());
}
