import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { Principal } from '@wetread/accounts';
import { studyUid, WetreadError } from '@wetread/contracts';
import { Caller, Needs, noteObjects } from '@wetread/http';
import type { FastifyRequest } from 'fastify';
import { IntakeService } from './intake.service.ts';

/** Nothing more of the study comes. */
@Controller('v1/studies/:study/complete')
export class CompleteController {
  readonly #service: IntakeService;

  constructor(@Inject(IntakeService) service: IntakeService) {
    this.#service = service;
  }

  @Post()
  @HttpCode(202)
  @Needs('ingest')
  async completeStudy(
    @Caller() { tenant }: Principal,
    @Param('study') study: string,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly id: string; readonly url: string }> {
    if (!studyUid.safeParse(study).success) throw new WetreadError('not_found', 'There is no such study.');
    noteObjects(request, [{ type: 'studies', id: study }]);
    await this.#service.complete({ tenant, study });
    return { id: study, url: `/v1/studies/${study}` };
  }
}
