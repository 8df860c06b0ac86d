import { Controller, Get, Inject, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { Caller } from '@wetread/http';
import { type StudyStore, viewStudy } from '@wetread/studies';
import type { FastifyReply } from 'fastify';
import type { DestinationParts } from '../../destinations/destination-parts.ts';
import type { SummaryReports } from '../../destinations/summary-reports.ts';
import { DESTINATIONS, STUDIES } from '../../tokens.ts';
import { Keyed, Problems } from './documented.ts';
import { studyParams } from './schemas.ts';
import { noStudy, noSummary } from './study-answers.ts';

const asFile = { 'application/dicom': { schema: { type: 'string', format: 'binary' } } } as const;

/** The summary as it is sent to a PACS. */
@Controller('v1/studies/:id/summary.dcm')
@ApiTags('Studies')
export class SummaryReportController {
  readonly #studies: StudyStore;
  readonly #reports: SummaryReports;

  constructor(@Inject(STUDIES) studies: StudyStore, @Inject(DESTINATIONS) { reports }: DestinationParts) {
    this.#studies = studies;
    this.#reports = reports;
  }

  @Get()
  @Keyed('read')
  @ApiOperation({ operationId: 'getSummaryReport', summary: 'The newest summary as a DICOM structured report' })
  @ApiResponse({ status: 200, description: 'A Basic Text SR as a Part 10 file', content: asFile })
  @Problems('invalid_request', 'not_found', 'not_acceptable', 'no_summary_yet', 'no_summary')
  async get(
    @Caller() { tenant }: Principal,
    @Param({ schema: studyParams }) { id }: { id: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const ref = { tenant, study: id };
    const study = await this.#studies.findStudy(ref);
    const result = study && (await this.#studies.findNewestResult(ref));
    if (!result) throw await this.#whyNot(ref);
    const { file, sop } = await this.#reports.of(result);
    reply.header('content-disposition', `attachment; filename="${sop}.dcm"`);
    return new StreamableFile(file, { type: 'application/dicom' });
  }

  async #whyNot(ref: { tenant: string; study: string }) {
    const view = await viewStudy(this.#studies, ref);
    return view ? noSummary(view) : noStudy(ref.study);
  }
}
