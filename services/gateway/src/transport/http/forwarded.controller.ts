import { All, applyDecorators, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExcludeEndpoint,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { TakesFiles } from '@wetread/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FORWARDER } from '../../tokens.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import { completeAnswer, stowAnswer, stowBody, uploadAnswer, uploadForm } from './forwarded-schemas.ts';
import type { Forwarder } from './forwarder.ts';

/** STOW-RS, PS3.18 10.5. */
const StoresInstances = () =>
  applyDecorators(
    ApiConsumes('multipart/related', 'application/dicom'),
    ApiProduces('application/dicom+json', 'application/dicom+xml'),
    ApiBody({ standardSchema: stowBody } as never),
    Answers(200, 'All instances are stored', stowAnswer),
    Answers(202, 'Some instances are stored; the others are in FailedSOPSequence', stowAnswer),
    Answers(409, 'No instance is stored', stowAnswer),
    Problems(
      'invalid_request',
      'not_acceptable',
      'too_large',
      'unsupported_media_type',
      'overloaded',
      'ingest_unavailable',
    ),
  );

/** What comes in belongs to ingest; the gateway looks at the key and passes the rest on. */
@Controller()
@ApiTags('Sending studies')
export class ForwardedController {
  readonly #forwarder: Forwarder;

  constructor(@Inject(FORWARDER) forwarder: Forwarder) {
    this.#forwarder = forwarder;
  }

  @Post('v1/studies')
  @Keyed('ingest')
  @TakesFiles()
  @ApiOperation({ operationId: 'uploadStudy', summary: 'Sends files as a form: DICOM, PNG or JPEG' })
  @ApiConsumes('multipart/form-data')
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same key makes the same study.' })
  @ApiBody({ standardSchema: uploadForm } as never)
  @Answers(202, 'Stored, and on its way to be read', uploadAnswer)
  @Answers(422, 'Nothing in the request could be accepted; the refusals say why')
  @Problems('invalid_request', 'too_large', 'unsupported_media_type', 'overloaded', 'ingest_unavailable')
  upload(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#forwarder.forward(request, reply);
  }

  @Post('v1/studies/:study/complete')
  @Keyed('ingest')
  @ApiOperation({
    operationId: 'completeStudy',
    summary: 'Says that nothing more of a study comes: it is read at once',
  })
  @ApiParam({ name: 'study', description: 'Study Instance UID.' })
  @Answers(202, 'On its way; an instance that comes later makes a new revision', completeAnswer)
  @Problems('not_found', 'ingest_unavailable')
  complete(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#forwarder.forward(request, reply);
  }

  @Post('dicomweb/studies')
  @Keyed('ingest')
  @TakesFiles()
  @ApiOperation({ operationId: 'storeInstances', summary: 'STOW-RS, PS3.18 10.5' })
  @StoresInstances()
  store(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#forwarder.forward(request, reply);
  }

  @Post('dicomweb/studies/:study')
  @Keyed('ingest')
  @TakesFiles()
  @ApiOperation({ operationId: 'storeInstancesOfStudy', summary: 'STOW-RS into one study, PS3.18 10.5' })
  @ApiParam({ name: 'study', description: 'Study Instance UID that every instance must have.' })
  @StoresInstances()
  storeOfStudy(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#forwarder.forward(request, reply);
  }

  /** What else there is under DICOMweb is ingest's to say. */
  @All('dicomweb/*')
  @Keyed('ingest')
  @ApiExcludeEndpoint()
  other(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#forwarder.forward(request, reply);
  }
}
