import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import type { IdentityRecord, IdentityStore, OriginalIdentity } from '@wetread/deidentification';
import { Caller } from '@wetread/http';
import type { IdentityParts } from '../../identity.ts';
import { IDENTITY } from '../../tokens.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import { type IdentityAnswer, identityAnswer } from './identity-schemas.ts';
import { studyParams } from './schemas.ts';

/** Re-identification: its own scope, and each look is in the audit log. */
@Controller('v1/studies/:id/identity')
@ApiTags('Studies')
export class IdentityController {
  readonly #identities: IdentityStore;

  constructor(@Inject(IDENTITY) { identities }: IdentityParts) {
    this.#identities = identities;
  }

  @Get()
  @Keyed('identity')
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'getStudyIdentity', summary: 'Whom a de-identified study is of' })
  @Answers(200, 'What its files and its sender said', identityAnswer)
  @Problems('invalid_request', 'not_found', 'identity_unavailable')
  async get(
    @Caller() { tenant }: Principal,
    @Param({ schema: studyParams }) { id }: { id: string },
  ): Promise<IdentityAnswer> {
    const records = await this.#identities.list({ tenant, study: id });
    if (records.length > 0) return identityAnswerOf(id, records);
    throw new WetreadError('not_found', `This tenant has no de-identified study ${id}.`);
  }
}

/** The first that says something counts: all files of a study should say the same. */
function identityAnswerOf(id: string, records: readonly IdentityRecord[]): IdentityAnswer {
  const said: OriginalIdentity = Object.assign({}, ...records.map(({ original }) => original).reverse());
  const metadata = records.find((record) => record.metadata)?.metadata;
  return {
    id,
    study: {
      uid: said.study,
      studyId: said.studyId,
      accessionNumber: said.accessionNumber,
      date: said.studyDate,
      time: said.studyTime,
      description: said.studyDescription,
      referringPhysician: said.referringPhysician,
    },
    patient: {
      id: said.patientId,
      issuer: said.issuerOfPatientId,
      name: said.patientName,
      birthDate: said.patientBirthDate,
      sex: said.patientSex,
    },
    shiftDays: Math.max(...records.map(({ shiftDays }) => shiftDays)),
    ...(metadata && { metadata }),
    instances: records.flatMap(({ sop, original }) =>
      sop === undefined ? [] : [{ sop, original: original.sop, series: original.series }],
    ),
  };
}
