import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { Caller, publicUrlOf } from '@wetread/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formOf, isKnown, sendParts } from '../../dicomweb/answers.ts';
import { sendDatasets, withPixels } from '../../dicomweb/datasets.ts';
import { type Dicomweb, streamed } from '../../dicomweb/dicomweb.ts';
import { checkFrames, formsOf } from '../../dicomweb/frames.ts';
import { sendInstances } from '../../dicomweb/retrieve.ts';
import type { Selection } from '../../dicomweb/stored-instances.ts';
import { DICOMWEB, PUBLIC_URL } from '../../tokens.ts';
import {
  type OfFrames,
  type OfInstance,
  type OfSeries,
  type OfStudy,
  ofFrames,
  ofInstance,
  ofSeries,
  ofStudy,
  SendsBytes,
  SendsDatasets,
} from './dicomweb-schemas.ts';
import { Keyed, Problems } from './documented.ts';

const asFiles = ['multipart/related'];
const pixelTypes = [
  'application/octet-stream',
  'image/jpeg',
  'image/jls',
  'image/jp2',
  'image/jphc',
  'image/dicom-rle',
];

const unpacking = [
  ...(['invalid_request', 'not_found', 'not_acceptable'] as const),
  ...(['image_invalid', 'overloaded', 'deadline_exceeded'] as const),
];

/** WADO-RS, PS3.18 10.4: instances as they are stored, their metadata, their pixels. */
@Controller('dicomweb/studies/:study')
@ApiTags('DICOMweb')
export class DicomwebRetrieveController {
  readonly #dicomweb: Dicomweb;
  readonly #publicUrl: string | undefined;

  constructor(@Inject(DICOMWEB) dicomweb: Dicomweb, @Inject(PUBLIC_URL) publicUrl: string | undefined) {
    this.#dicomweb = dicomweb;
    this.#publicUrl = publicUrl;
  }

  @Get()
  @Keyed('read')
  @ApiOperation({
    operationId: 'retrieveDicomStudy',
    summary: 'The instances of a study, as they are stored or in explicit little endian',
  })
  @SendsBytes('One part an instance; 206 where some have a transfer syntax that is not accepted', asFiles, [200, 206])
  @Problems(...unpacking)
  async study(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofStudy }) of: OfStudy,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#send(tenant, of, request, reply);
  }

  @Get('series/:series')
  @Keyed('read')
  @ApiOperation({
    operationId: 'retrieveDicomSeries',
    summary: 'The instances of a series, as they are stored or in explicit little endian',
  })
  @SendsBytes('One part an instance; 206 where some have a transfer syntax that is not accepted', asFiles, [200, 206])
  @Problems(...unpacking)
  async series(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofSeries }) of: OfSeries,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#send(tenant, of, request, reply);
  }

  @Get('series/:series/instances/:instance')
  @Keyed('read')
  @ApiOperation({
    operationId: 'retrieveDicomInstance',
    summary: 'An instance, as it is stored or in explicit little endian',
  })
  @SendsBytes('The DICOM file, alone or as the only part', [...asFiles, 'application/dicom'])
  @Problems(...unpacking)
  async instance(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofInstance }) of: OfInstance,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#send(tenant, of, request, reply);
  }

  @Get('metadata')
  @Keyed('read')
  @ApiOperation({ operationId: 'getDicomStudyMetadata', summary: 'The headers of all instances of a study' })
  @SendsDatasets('One dataset an instance')
  @Problems('invalid_request', 'not_found', 'not_acceptable', 'image_invalid')
  async studyMetadata(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofStudy }) of: OfStudy,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#describe(tenant, of, request, reply);
  }

  @Get('series/:series/metadata')
  @Keyed('read')
  @ApiOperation({ operationId: 'getDicomSeriesMetadata', summary: 'The headers of all instances of a series' })
  @SendsDatasets('One dataset an instance')
  @Problems('invalid_request', 'not_found', 'not_acceptable', 'image_invalid')
  async seriesMetadata(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofSeries }) of: OfSeries,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#describe(tenant, of, request, reply);
  }

  @Get('series/:series/instances/:instance/metadata')
  @Keyed('read')
  @ApiOperation({ operationId: 'getDicomInstanceMetadata', summary: 'The header of an instance' })
  @SendsDatasets('One dataset')
  @Problems('invalid_request', 'not_found', 'not_acceptable', 'image_invalid')
  async instanceMetadata(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofInstance }) of: OfInstance,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#describe(tenant, of, request, reply);
  }

  @Get('series/:series/instances/:instance/frames/:frames')
  @Keyed('read')
  @ApiOperation({ operationId: 'retrieveDicomFrames', summary: 'The pixels of an instance: samples, or as compressed' })
  @SendsBytes('One part a frame, or the frame alone', [...asFiles, ...pixelTypes])
  @Problems('invalid_request', 'not_found', 'not_acceptable', 'image_invalid', 'overloaded', 'deadline_exceeded')
  async frames(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofFrames }) { frames, ...of }: OfFrames,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { instances, frames: pixels } = this.#dicomweb;
    const count = checkFrames(frames);
    const instance = await instances.one(tenant, of);
    const frame = await pixels.find(instance);
    const form = formOf(
      request,
      formsOf(frame).filter(({ multipart }) => multipart || count === 1),
    );
    const identity = `${instance.record.sha256} ${frames} ${form.mediaType} ${form.type} ${form.transferSyntax}`;
    if (isKnown(request, reply, identity)) return void (await reply.status(304).send());
    const type = `${form.type}; transfer-syntax=${form.transferSyntax}`;
    if (form.multipart) {
      const part = { headers: { 'Content-Type': type }, open: () => pixels.open(instance, frame, form) };
      return sendParts(
        reply,
        Array.from({ length: count }, () => part),
        form.type,
        identity,
      );
    }
    reply.type(type);
    await reply.send(await streamed(pixels.open(instance, frame, form)));
  }

  async #send(tenant: string, of: Selection, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { instances } = this.#dicomweb;
    await sendInstances(this.#dicomweb, await instances.select(tenant, of), of.instance !== undefined, request, reply);
  }

  async #describe(tenant: string, of: Selection, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { instances, metadata } = this.#dicomweb;
    const selected = await instances.select(tenant, of);
    const base = `${publicUrlOf(request, this.#publicUrl)}/dicomweb`;
    const identity = selected.map(({ record }) => record.sha256).join(' ');
    if (isKnown(request, reply, `metadata ${base} ${request.headers.accept} ${identity}`)) {
      return void (await reply.status(304).send());
    }
    const made = selected.map((one) => async () => withPixels(await metadata.of(one), one, base));
    await sendDatasets(request, reply, made, identity);
  }
}
