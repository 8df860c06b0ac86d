import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { issueKey, type KeyUses, listKeys, type Principal, revokeKey, rotateKey } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import type { ObjectStorage } from '@wetread/storage';
import type { Accounts } from '../../accounts.ts';
import { ACCOUNTS } from '../../tokens.ts';
import { createdKeyOf, keyAnswerOf } from './account-answers.ts';
import {
  type CreatedKey,
  createdKey,
  type KeyList,
  keyList,
  keyParams,
  type NewKeyInput,
  newKey,
  type RotatedKey,
  rotatedKey,
  rotation,
} from './account-schemas.ts';
import { Answers, Keyed, Problems } from './documented.ts';

/** A tenant's own keys, for its administrators. */
@Controller('v1/api-keys')
@ApiTags('Accounts')
export class ApiKeysController {
  readonly #storage: ObjectStorage;
  readonly #uses: KeyUses;

  constructor(@Inject(ACCOUNTS) { storage, uses }: Accounts) {
    this.#storage = storage;
    this.#uses = uses;
  }

  @Get()
  @Keyed('admin')
  @ApiOperation({ operationId: 'listApiKeys', summary: 'The API keys of this tenant, without the keys themselves' })
  @Answers(200, 'All keys', keyList)
  async list(@Caller() { tenant }: Principal): Promise<KeyList> {
    const records = await listKeys(this.#storage, tenant);
    // A hint only: without Redis the list comes without it.
    const uses = await this.#uses.of(tenant).catch((): Record<string, string> => ({}));
    return { keys: records.map((record) => keyAnswerOf(record, uses[record.id])) };
  }

  @Post()
  @Keyed('admin')
  @ApiOperation({ operationId: 'createApiKey', summary: 'Issues an API key, which is shown this once' })
  @Answers(201, 'The key', createdKey)
  @Problems('invalid_request', 'conflict')
  async create(@Caller() { tenant }: Principal, @Body({ schema: newKey }) body: NewKeyInput): Promise<CreatedKey> {
    const { name, scopes, expiresAt } = body;
    const ends = expiresAt === undefined ? undefined : new Date(expiresAt);
    return createdKeyOf(await issueKey(this.#storage, { tenant, name, scopes, expiresAt: ends }));
  }

  @Post(':id/rotate')
  @Keyed('admin')
  @ApiOperation({ operationId: 'rotateApiKey', summary: 'Issues a successor; the old key ends after the overlap' })
  @Answers(201, 'The successor, shown this once, and the old key', rotatedKey)
  @Problems('invalid_request', 'not_found', 'conflict')
  async rotate(
    @Caller() { tenant }: Principal,
    @Param({ schema: keyParams }) { id }: { id: string },
    @Body({ schema: rotation }) { overlapSeconds }: { overlapSeconds: number },
  ): Promise<RotatedKey> {
    const { old, ...issued } = await rotateKey(this.#storage, tenant, id, 1_000 * overlapSeconds);
    return { new: createdKeyOf(issued), old: keyAnswerOf(old) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Keyed('admin')
  @ApiOperation({ operationId: 'revokeApiKey', summary: 'Ends a key, everywhere within ten seconds' })
  @Answers(204, 'It is gone')
  @Problems('invalid_request', 'not_found', 'conflict')
  async revoke(
    @Caller() { tenant, keyId }: Principal,
    @Param({ schema: keyParams }) { id }: { id: string },
  ): Promise<void> {
    // So that one key with which to administer is always left.
    if (id === keyId) throw new WetreadError('conflict', 'A key cannot revoke itself; use another, or rotate it.');
    await revokeKey(this.#storage, tenant, id);
    await this.#uses.forget(tenant, id).catch(() => undefined);
  }
}
