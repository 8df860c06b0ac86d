import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { newRuleId, type RuleRecord, type RuleStore } from '@wetread/batches';
import { Caller } from '@wetread/http';
import type { FastifyReply } from 'fastify';
import { RULES } from '../../tokens.ts';
import { ruleAnswerOf } from './batch-answers.ts';
import { type NewRuleInput, newRule, type RuleAnswer, ruleAnswer, ruleList, ruleParams } from './batch-schemas.ts';
import { Answers, Keyed, Problems } from './documented.ts';

/** Standing rules: which studies go into the batch of their night by themselves. */
@Controller('v1/rules')
@ApiTags('Batches')
export class RulesController {
  readonly #rules: RuleStore;

  constructor(@Inject(RULES) rules: RuleStore) {
    this.#rules = rules;
  }

  @Post()
  @Keyed('ingest')
  @ApiOperation({
    operationId: 'createRule',
    summary: 'Lets routine studies join the batch of each night by themselves',
  })
  @Answers(201, 'The rule', ruleAnswer)
  @Problems('invalid_request', 'conflict', 'too_large', 'unsupported_media_type')
  async create(
    @Caller() { tenant }: Principal,
    @Body({ schema: newRule }) body: NewRuleInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RuleAnswer> {
    const rule = recordOf(tenant, newRuleId(), new Date().toISOString(), body);
    await this.#rules.create(rule);
    reply.header('location', `/v1/rules/${rule.id}`);
    return ruleAnswerOf(rule);
  }

  @Get()
  @Keyed('read')
  @ApiOperation({
    operationId: 'listRules',
    summary: 'Standing rules, the oldest first: the first that matches takes a study',
  })
  @Answers(200, 'The rules', ruleList)
  async list(@Caller() { tenant }: Principal): Promise<{ rules: RuleAnswer[] }> {
    return { rules: (await this.#rules.list(tenant)).map(ruleAnswerOf) };
  }

  @Get(':id')
  @Keyed('read')
  @ApiOperation({ operationId: 'getRule', summary: 'One rule' })
  @Answers(200, 'The rule', ruleAnswer)
  @Problems('invalid_request', 'not_found')
  async get(@Caller() { tenant }: Principal, @Param({ schema: ruleParams }) { id }: { id: string }) {
    return ruleAnswerOf(await this.#rules.get(tenant, id));
  }

  @Put(':id')
  @Keyed('ingest')
  @ApiOperation({ operationId: 'replaceRule', summary: 'Changes a rule for the nights whose batch is not there yet' })
  @Answers(200, 'The rule', ruleAnswer)
  @Problems('invalid_request', 'not_found', 'too_large', 'unsupported_media_type')
  async replace(
    @Caller() { tenant }: Principal,
    @Param({ schema: ruleParams }) { id }: { id: string },
    @Body({ schema: newRule }) body: NewRuleInput,
  ): Promise<RuleAnswer> {
    const { createdAt } = await this.#rules.get(tenant, id);
    const rule = recordOf(tenant, id, createdAt, body);
    await this.#rules.put(rule);
    return ruleAnswerOf(rule);
  }

  @Delete(':id')
  @HttpCode(204)
  @Keyed('ingest')
  @ApiOperation({ operationId: 'deleteRule', summary: 'Ends a rule; what has joined a batch stays in it' })
  @Answers(204, 'It is gone')
  @Problems('invalid_request', 'not_found')
  async delete(@Caller() { tenant }: Principal, @Param({ schema: ruleParams }) { id }: { id: string }) {
    await this.#rules.delete(tenant, id);
  }
}

function recordOf(tenant: string, id: string, createdAt: string, body: NewRuleInput): RuleRecord {
  const { name, match, window, due, metadata, enabled } = body;
  return {
    id,
    tenant,
    createdAt,
    ...(name !== undefined && { name }),
    match,
    window,
    ...(due !== undefined && { due }),
    ...(metadata && { metadata }),
    enabled,
  };
}
