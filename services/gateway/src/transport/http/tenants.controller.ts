import { Body, Controller, Get, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { issueKey, type Principal, type TenantSecrets, type TenantStore } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import type { ObjectStorage } from '@wetread/storage';
import type { Accounts } from '../../accounts.ts';
import type { IdentityParts } from '../../identity.ts';
import { ACCOUNTS, IDENTITY } from '../../tokens.ts';
import { createdKeyOf, tenantAnswerOf } from './account-answers.ts';
import {
  type CreatedKey,
  type CreatedTenant,
  createdKey,
  createdTenant,
  type NewKeyInput,
  type NewTenantInput,
  newKey,
  newTenant,
  type TenantAnswer,
  type TenantChangeInput,
  type TenantList,
  tenantAnswer,
  tenantChange,
  tenantList,
  tenantParams,
} from './account-schemas.ts';
import { Answers, Keyed, Problems } from './documented.ts';

/** The tenants of the installation, for administrators of the operator's own tenant. */
@Controller('v1/tenants')
@ApiTags('Tenants')
export class TenantsController {
  readonly #storage: ObjectStorage;
  readonly #tenants: TenantStore;
  readonly #operator: string;
  readonly #secrets: TenantSecrets;

  constructor(
    @Inject(ACCOUNTS) { storage, tenants, operator }: Accounts,
    @Inject(IDENTITY) { secrets }: IdentityParts,
  ) {
    this.#storage = storage;
    this.#tenants = tenants;
    this.#operator = operator;
    this.#secrets = secrets;
  }

  @Get()
  @Keyed('admin')
  @ApiOperation({ operationId: 'listTenants', summary: 'All tenants; for the operator' })
  @Answers(200, 'The tenants', tenantList)
  async list(@Caller() caller: Principal): Promise<TenantList> {
    this.#onlyOperator(caller);
    return { tenants: (await this.#tenants.list()).map(tenantAnswerOf) };
  }

  @Post()
  @Keyed('admin')
  @ApiOperation({ operationId: 'createTenant', summary: 'Makes a tenant and its first admin key; for the operator' })
  @Answers(201, 'The tenant, and its key, shown this once', createdTenant)
  @Problems('invalid_request', 'conflict', 'identity_unavailable')
  async create(
    @Caller() caller: Principal,
    @Body({ schema: newTenant }) { id, name, limits, deidentification }: NewTenantInput,
  ): Promise<CreatedTenant> {
    this.#onlyOperator(caller);
    // Without the installation's key nothing of the tenant could be taken in.
    if (deidentification) await this.#secrets.ensure(id);
    const record = await this.#tenants.create({
      id,
      name,
      ...(limits && { limits }),
      ...(deidentification && { deidentification }),
    });
    return { ...tenantAnswerOf(record), key: createdKeyOf(await issueKey(this.#storage, firstKeyOf(id))) };
  }

  @Get(':id')
  @Keyed('admin')
  @ApiOperation({ operationId: 'getTenant', summary: 'One tenant; for the operator' })
  @Answers(200, 'The tenant', tenantAnswer)
  @Problems('invalid_request', 'not_found')
  async get(
    @Caller() caller: Principal,
    @Param({ schema: tenantParams }) { id }: { id: string },
  ): Promise<TenantAnswer> {
    this.#onlyOperator(caller);
    return tenantAnswerOf(await this.#tenants.get(id));
  }

  @Patch(':id')
  @Keyed('admin')
  @ApiOperation({
    operationId: 'changeTenant',
    summary: 'Renames, limits, de-identifies, suspends or readmits a tenant, within ten seconds; for the operator',
  })
  @Answers(200, 'The tenant as it is now', tenantAnswer)
  @Problems('invalid_request', 'not_found', 'conflict', 'identity_unavailable')
  async change(
    @Caller() caller: Principal,
    @Param({ schema: tenantParams }) { id }: { id: string },
    @Body({ schema: tenantChange }) change: TenantChangeInput,
  ): Promise<TenantAnswer> {
    this.#onlyOperator(caller);
    if (id === this.#operator && change.suspended) {
      throw new WetreadError('conflict', 'The operator’s own tenant cannot be suspended.');
    }
    if (change.deidentification) await this.#secrets.ensure((await this.#tenants.get(id)).id);
    return tenantAnswerOf(await this.#tenants.change(id, change));
  }

  @Post(':id/api-keys')
  @Keyed('admin')
  @ApiOperation({
    operationId: 'createTenantApiKey',
    summary: 'Issues a key for a tenant that has lost its own; for the operator',
  })
  @Answers(201, 'The key, shown this once', createdKey)
  @Problems('invalid_request', 'not_found', 'conflict')
  async createKey(
    @Caller() caller: Principal,
    @Param({ schema: tenantParams }) { id }: { id: string },
    @Body({ schema: newKey }) { name, scopes, expiresAt }: NewKeyInput,
  ): Promise<CreatedKey> {
    this.#onlyOperator(caller);
    const { id: tenant } = await this.#tenants.get(id);
    const ends = expiresAt === undefined ? undefined : new Date(expiresAt);
    return createdKeyOf(await issueKey(this.#storage, { tenant, name, scopes, expiresAt: ends }));
  }

  /** @throws WetreadError forbidden */
  #onlyOperator({ tenant }: Principal): void {
    if (tenant === this.#operator) return;
    throw new WetreadError('forbidden', 'Tenants are the business of the installation’s operator.');
  }
}

const firstKeyOf = (tenant: string) => ({ tenant, name: 'first key' });
