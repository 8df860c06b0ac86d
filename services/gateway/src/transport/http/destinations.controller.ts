import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Principal, requireScope } from '@wetread/accounts';
import { Caller } from '@wetread/http';
import type { FastifyReply } from 'fastify';
import type { DestinationParts } from '../../destinations/destination-parts.ts';
import { moves, patched } from '../../destinations/destination-patch.ts';
import type { DestinationTest } from '../../destinations/pacs-sender.ts';
import type { AddressRules } from '../../domain/address-rules.ts';
import type { DestinationRecord } from '../../domain/destination.ts';
import { ADDRESS_RULES, DESTINATIONS } from '../../tokens.ts';
import { destinationAnswerOf } from './destination-answers.ts';
import {
  type DestinationAnswer,
  type DestinationPatchInput,
  destinationAnswer,
  destinationList,
  destinationParams,
  destinationPatch,
  destinationTest,
  type NewDestinationInput,
  newDestination,
} from './destination-schemas.ts';
import { Answers, Keyed, Problems } from './documented.ts';

/** Where summaries go as DICOM objects. */
@Controller('v1/destinations')
@ApiTags('Destinations')
export class DestinationsController {
  readonly #destinations: DestinationParts;
  readonly #rules: AddressRules;

  constructor(@Inject(DESTINATIONS) destinations: DestinationParts, @Inject(ADDRESS_RULES) rules: AddressRules) {
    this.#destinations = destinations;
    this.#rules = rules;
  }

  @Post()
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'createDestination', summary: 'Sends summaries from now on to a PACS' })
  @Answers(201, 'The destination', destinationAnswer)
  @Problems('invalid_request', 'conflict', 'too_large', 'unsupported_media_type', 'address_refused')
  async create(
    @Caller() caller: Principal,
    @Body({ schema: newDestination }) body: NewDestinationInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DestinationAnswer> {
    if (body.allowedRanges) requireScope(caller, 'admin');
    if (body.identifiers === 'original') requireScope(caller, 'identity');
    this.#check(body);
    const record = await this.#destinations.store.create(caller.tenant, body);
    reply.header('location', `/v1/destinations/${record.id}`);
    return destinationAnswerOf(record);
  }

  @Get()
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'listDestinations', summary: 'All destinations of the tenant, the oldest first' })
  @Answers(200, 'The destinations', destinationList)
  async list(@Caller() { tenant }: Principal): Promise<{ destinations: DestinationAnswer[] }> {
    return { destinations: (await this.#destinations.store.list(tenant)).map(destinationAnswerOf) };
  }

  @Get(':id')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'getDestination', summary: 'One destination' })
  @Answers(200, 'The destination', destinationAnswer)
  @Problems('invalid_request', 'not_found')
  async get(@Caller() { tenant }: Principal, @Param({ schema: destinationParams }) { id }: { id: string }) {
    return destinationAnswerOf(await this.#destinations.store.get(tenant, id));
  }

  @Patch(':id')
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'updateDestination', summary: 'Changes what is named, from the next attempt on' })
  @Answers(200, 'The destination', destinationAnswer)
  @Problems('invalid_request', 'not_found', 'too_large', 'unsupported_media_type', 'address_refused', 'overloaded')
  async update(
    @Caller() caller: Principal,
    @Param({ schema: destinationParams }) { id }: { id: string },
    @Body({ schema: destinationPatch }) body: DestinationPatchInput,
  ): Promise<DestinationAnswer> {
    const record = await this.#destinations.store.change(caller.tenant, id, (before, seal) => {
      const after = patched(before, body, seal);
      const elsewhere = moves(body);
      // As of webhook endpoints: an admin for private ranges, and who may see original identifiers for where they go.
      if (body.allowedRanges !== undefined || (elsewhere && before.allowedRanges)) requireScope(caller, 'admin');
      if (after.identifiers === 'original' && (body.identifiers || elsewhere)) requireScope(caller, 'identity');
      this.#check(after);
      return after;
    });
    return destinationAnswerOf(record);
  }

  @Delete(':id')
  @HttpCode(204)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'deleteDestination', summary: 'Sends nothing more to a PACS' })
  @Answers(204, 'It is gone')
  @Problems('invalid_request', 'not_found', 'overloaded')
  async delete(@Caller() { tenant }: Principal, @Param({ schema: destinationParams }) { id }: { id: string }) {
    await this.#destinations.store.delete(tenant, id);
    // What was held for it goes too.
    await this.#destinations.switch.drain(tenant, id);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'disableDestination', summary: 'Sends nothing for now; its summaries are kept' })
  @Answers(200, 'The destination', destinationAnswer)
  @Problems('invalid_request', 'not_found', 'overloaded')
  async disable(@Caller() { tenant }: Principal, @Param({ schema: destinationParams }) { id }: { id: string }) {
    await this.#destinations.switch.disable(tenant, id, 'manual');
    return destinationAnswerOf(await this.#destinations.store.get(tenant, id));
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'enableDestination', summary: 'Sends again, first what was kept, the oldest first' })
  @Answers(200, 'The destination', destinationAnswer)
  @Problems('invalid_request', 'not_found', 'overloaded')
  async enable(@Caller() { tenant }: Principal, @Param({ schema: destinationParams }) { id }: { id: string }) {
    return destinationAnswerOf(await this.#destinations.switch.enable(tenant, id));
  }

  @Post(':id/test')
  @HttpCode(200)
  @Keyed('webhooks')
  @ApiOperation({
    operationId: 'testDestination',
    summary: 'Asks the PACS now whether it is there, by C-ECHO or a query',
  })
  @Answers(200, 'What it answered', destinationTest)
  @Problems('invalid_request', 'not_found')
  async test(
    @Caller() { tenant }: Principal,
    @Param({ schema: destinationParams }) { id }: { id: string },
  ): Promise<DestinationTest> {
    return this.#destinations.sender.test(await this.#destinations.store.get(tenant, id));
  }

  /** Names are resolved, and what they lead to is checked, at each connection. @throws WetreadError address_refused */
  #check(body: NewDestinationInput | DestinationRecord): void {
    const rules = this.#rules.withPrivate(body.allowedRanges ?? []);
    if (body.kind === 'dicomweb') return void rules.checkUrl(body.url);
    const host = body.host.includes(':') ? `[${body.host}]` : body.host;
    rules.checkUrl(`${body.tls ? 'https' : 'http'}://${host}:${body.port}/`);
  }
}
