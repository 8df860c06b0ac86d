import { Controller, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Principal } from '@wetread/accounts';
import { derivedUid, type Priority, priority as priorityForm, studyUid, WetreadError } from '@wetread/contracts';
import { acceptOf, Caller, chooseOffer, Needs, noteObjects, publicUrlOf, TakesFiles } from '@wetread/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Intake, Taken } from '../../domain/intake.ts';
import { studiesOf } from './audited-studies.ts';
import { IntakeService } from './intake.service.ts';
import { type Parts, readMultipart } from './request-body.ts';
import { stowAnswer, stowForms } from './stow-answer.ts';

/** STOW-RS, PS3.18 10.5. */
@Controller('dicomweb/studies')
export class StowController {
  readonly #service: IntakeService;

  constructor(@Inject(IntakeService) service: IntakeService) {
    this.#service = service;
  }

  @Post()
  @Needs('ingest')
  @TakesFiles()
  storeInstances(
    @Caller() caller: Principal,
    @Query('priority') priority: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return this.#store(caller, request, reply, priority);
  }

  @Post(':study')
  @Needs('ingest')
  @TakesFiles()
  storeInstancesOfStudy(
    @Caller() caller: Principal,
    @Param('study') study: string,
    @Query('priority') priority: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    if (!studyUid.safeParse(study).success) throw new WetreadError('invalid_request', 'The path names no study UID.');
    return this.#store(caller, request, reply, priority, study);
  }

  async #store(
    { tenant }: Principal,
    request: FastifyRequest,
    reply: FastifyReply,
    asked: string | undefined,
    named?: string,
  ): Promise<Buffer> {
    const priority = priorityOf(asked);
    // Before anything is stored: a sender that cannot read the answer would not know what of it to keep.
    const form = chooseOffer(acceptOf(request), stowForms);
    if (!form) throw notAcceptable();
    const taken = await this.#service.admission.admit(tenant, () => {
      const expected = {
        mediaType: 'multipart/related',
        type: 'application/dicom',
        single: 'application/dicom',
        maxBytes: this.#service.limits.maxRequestBytes,
      };
      return readMultipart(request, expected, (reader) => {
        const intake = this.#service.begin({
          tenant,
          source: 'stow',
          ...(named !== undefined && { named }),
          // The same unreadable file sent again is the same refused study.
          studyFor: (sha256) => derivedUid(tenant, 'stow', sha256),
          pictures: false,
        });
        return this.#takeAll(intake, reader, priority);
      });
    });
    noteObjects(request, studiesOf(taken));
    const { status, dataset } = stowAnswer(taken, publicUrlOf(request, this.#service.publicUrl));
    reply.status(status).type(form.mediaType).header('vary', 'accept');
    // As bytes, for a string would get a charset, which these media types do not have and clients do not expect.
    return Buffer.from(form.write(dataset));
  }

  /** What is in storage when a request breaks off is read all the same; its sender just is not told so. */
  async #takeAll(intake: Intake, reader: Parts, priority: Priority): Promise<Taken[]> {
    const taken: Taken[] = [];
    try {
      for await (const part of reader.parts()) {
        if (taken.length === this.#service.limits.maxFiles) throw tooMany(taken.length);
        taken.push(await intake.take(part.body));
      }
      if (taken.length === 0) throw new WetreadError('invalid_request', 'The request has no parts.');
    } catch (error) {
      await intake.finish({ priority }).catch(() => undefined);
      throw error;
    }
    await intake.finish({ priority });
    return taken;
  }
}

const notAcceptable = (): WetreadError =>
  new WetreadError('not_acceptable', 'The answer is application/dicom+json or application/dicom+xml.');

function priorityOf(asked: string | undefined): Priority {
  const parsed = priorityForm.safeParse(asked ?? 'routine');
  if (parsed.success) return parsed.data;
  throw new WetreadError('invalid_request', 'priority is routine or urgent.');
}

const tooMany = (max: number): WetreadError =>
  new WetreadError('too_large', `A request may hold at most ${max} files; send the study in several.`);
