import { Readable } from 'node:stream';
import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import type { StudyStore } from '@wetread/studies';
import type { FastifyReply } from 'fastify';
import type { CorrectionRecord } from '../../corrections/correction.ts';
import type { CorrectionStore, NewCorrection } from '../../corrections/correction-store.ts';
import { evaluationLine } from '../../corrections/evaluation-line.ts';
import type { Reports } from '../../fhir/reports.ts';
import { CORRECTIONS, REPORTS, STUDIES } from '../../tokens.ts';
import {
  type CorrectionAnswer,
  correctionAnswer,
  correctionList,
  type ExportQuery,
  evaluationLines,
  exportQuery,
  type NewCorrectionInput,
  newCorrection,
} from './corrections-schemas.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import { studyParams } from './schemas.ts';

/** Who may read a summary may judge it: a correction adds to what is known and changes nothing that is there. */
@Controller('v1')
@ApiTags('Corrections')
export class CorrectionsController {
  readonly #corrections: CorrectionStore;
  readonly #studies: StudyStore;
  readonly #reports: Reports;

  constructor(
    @Inject(CORRECTIONS) corrections: CorrectionStore,
    @Inject(STUDIES) studies: StudyStore,
    @Inject(REPORTS) reports: Reports,
  ) {
    this.#corrections = corrections;
    this.#reports = reports;
    this.#studies = studies;
  }

  @Post('studies/:id/corrections')
  @Keyed('read')
  @ApiOperation({
    operationId: 'correctSummary',
    summary: "Records a clinician's accept, edit or reject of a summary, also of one that a newer summary replaced",
  })
  @Answers(201, 'It is kept', correctionAnswer)
  @Problems('invalid_request', 'not_found', 'too_large', 'unsupported_media_type')
  async add(
    @Caller() caller: Principal,
    @Param({ schema: studyParams }) { id }: { id: string },
    @Body({ schema: newCorrection }) body: NewCorrectionInput,
  ): Promise<CorrectionAnswer> {
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    const by = { key: caller.keyId, ...(caller.token && { subject: caller.token.subject }) };
    const ref = { tenant: caller.tenant, study: id };
    const correction = await this.#corrections.add(ref, { ...(given as NewCorrectionInput), by } as NewCorrection);
    // It is kept, whether or not the index can be told now.
    await this.#reports.touch(ref);
    return answerOf(correction);
  }

  @Get('studies/:id/corrections')
  @Keyed('read')
  @ApiOperation({ operationId: 'listCorrections', summary: 'What clinicians said of the summaries of a study' })
  @Answers(200, 'All of it', correctionList)
  @Problems('invalid_request', 'not_found')
  async list(
    @Caller() { tenant }: Principal,
    @Param({ schema: studyParams }) { id }: { id: string },
  ): Promise<{ corrections: CorrectionAnswer[] }> {
    const ref = { tenant, study: id };
    if (!(await this.#studies.findStudy(ref))) {
      throw new WetreadError('not_found', `This tenant has no study ${id}.`);
    }
    return { corrections: (await this.#corrections.list(ref)).map(answerOf) };
  }

  @Get('corrections')
  @Keyed('admin')
  @ApiOperation({
    operationId: 'exportCorrections',
    summary: 'Corrections of all studies as JSON Lines, in the fields that the evaluation in training/ reads',
  })
  @ApiProduces('application/x-ndjson')
  @Answers(200, 'One correction a line, the oldest first', evaluationLines)
  @Problems('invalid_request')
  async export(
    @Caller() { tenant }: Principal,
    @Query({ schema: exportQuery }) query: ExportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    reply.type('application/x-ndjson');
    await reply.send(Readable.from(this.#lines(tenant, query), { objectMode: false }));
  }

  async *#lines(tenant: string, { since, verdict }: ExportQuery): AsyncGenerator<Buffer> {
    for await (const correction of this.#corrections.since(tenant, since)) {
      const wanted = verdict === undefined ? correction.verdict !== 'reject' : correction.verdict === verdict;
      if (!wanted) continue;
      const result = await this.#studies.findResult(correction, correction.revision, correction.bundle);
      if (result) yield evaluationLine(correction, result);
    }
  }
}

function answerOf({ tenant: _, ...record }: CorrectionRecord): CorrectionAnswer {
  return record;
}
