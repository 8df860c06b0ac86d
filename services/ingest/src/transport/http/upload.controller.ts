import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { Principal } from '@wetread/accounts';
import { derivedUid, newUid, WetreadError } from '@wetread/contracts';
import { Caller, Needs, noteObjects, TakesFiles } from '@wetread/http';
import type { FastifyRequest } from 'fastify';
import type { Intake } from '../../domain/intake.ts';
import { studiesOf } from './audited-studies.ts';
import { IntakeService } from './intake.service.ts';
import { type Parts, readMultipart } from './request-body.ts';
import { type TakenFile, type UploadAnswer, uploadAnswer } from './upload-answer.ts';
import { noteOf, partOfForm, readField } from './upload-form.ts';

/** Files from a form: DICOM instances keep their study; pictures and what cannot be read make one study of the request. */
@Controller('v1/studies')
export class UploadController {
  readonly #service: IntakeService;

  constructor(@Inject(IntakeService) service: IntakeService) {
    this.#service = service;
  }

  @Post()
  @HttpCode(202)
  @Needs('ingest')
  @TakesFiles()
  async uploadStudy(@Caller() { tenant }: Principal, @Req() request: FastifyRequest): Promise<UploadAnswer> {
    const idempotencyKey = request.headers['idempotency-key']?.toString();
    const study = idempotencyKey === undefined ? newUid() : studyOfKey(tenant, idempotencyKey);
    const intake = this.#service.begin({ tenant, source: 'upload', studyFor: () => study, pictures: true });
    const files = await this.#service.admission.admit(tenant, () => {
      const expected = { mediaType: 'multipart/form-data', maxBytes: this.#service.limits.maxRequestBytes };
      return readMultipart(request, expected, (reader) => this.#takeAll(intake, reader)).catch(async (error) => {
        // Nobody was told its UID, so nobody could ever go on with it; with a key the sender does.
        if (idempotencyKey === undefined) await intake.withdraw(study).catch(() => undefined);
        throw error;
      });
    });
    noteObjects(request, studiesOf(files));
    const answer = uploadAnswer(files);
    if (files.some(({ refusal }) => !refusal)) return answer;
    throw new WetreadError('nothing_accepted', 'Every file was refused; each refusal says why.', {
      details: { ...answer },
    });
  }

  async #takeAll(intake: Intake, reader: Parts): Promise<TakenFile[]> {
    const files: TakenFile[] = [];
    const fields: Record<string, string> = {};
    for await (const part of reader.parts()) {
      const of = partOfForm(part);
      if (of.kind === 'field') {
        fields[of.name] = await readField(part);
        // Checked at once: a wrong field is not to be found out after gigabytes.
        noteOf(fields);
        continue;
      }
      if (files.length === this.#service.limits.maxFiles) throw tooMany(files.length);
      files.push({ file: files.length, field: of.field, ...(await intake.take(part.body)) });
    }
    if (files.length === 0) throw new WetreadError('invalid_request', 'The form has no file.');
    await intake.finish(noteOf(fields));
    return files;
  }
}

/** A repeated request with the same key makes no second study. */
function studyOfKey(tenant: string, key: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return derivedUid(tenant, 'upload', key);
  throw new WetreadError('invalid_request', 'Idempotency-Key has 1 to 255 printable characters without blanks.');
}

const tooMany = (max: number): WetreadError =>
  new WetreadError('too_large', `A form may hold at most ${max} files; send them in several.`);
