import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import type { DisplayOptions } from '@wetread/dicom';
import { Caller } from '@wetread/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formOf, isKnown, sendParts, warn } from '../../dicomweb/answers.ts';
import type { Dicomweb } from '../../dicomweb/dicomweb.ts';
import { displayOptionsOf, displayQuery, displayWarnings, thumbnailQuery } from '../../dicomweb/display-query.ts';
import { checkFrames } from '../../dicomweb/frames.ts';
import type { Selection, StoredInstance } from '../../dicomweb/stored-instances.ts';
import { DICOMWEB } from '../../tokens.ts';
import {
  type OfFrames,
  type OfInstance,
  type OfSeries,
  type OfStudy,
  ofFrames,
  ofInstance,
  ofSeries,
  ofStudy,
  Renders,
} from './dicomweb-schemas.ts';
import { Keyed } from './documented.ts';
import { parseWith } from './parse-with.ts';

const types = ['jpeg', 'png', 'gif'] as const;
const pictures = types.map((type) => `image/${type}`);
const singles = types.map((type) => ({ type, multipart: false, mediaType: `image/${type}` }));
const parts = types.map((type) => ({
  type,
  multipart: true,
  mediaType: 'multipart/related',
  parameters: { type: `image/${type}` },
}));
/** One image of a study stands for all. */
const thumbnailSize = '128,128';

/** Rendered resources, PS3.18 10.4.1.1.4: images as they are displayed, in 8-bit grey. What came as a picture is among them. */
@Controller('dicomweb/studies/:study')
@ApiTags('DICOMweb')
export class DicomwebRenderedController {
  readonly #dicomweb: Dicomweb;

  constructor(@Inject(DICOMWEB) dicomweb: Dicomweb) {
    this.#dicomweb = dicomweb;
  }

  @Get('rendered')
  @Keyed('read')
  @ApiOperation({ operationId: 'renderDicomStudy', summary: 'All images of a study as JPEG, PNG or GIF' })
  @Renders('One part an image', ['multipart/related', ...pictures], displayQuery)
  async renderStudy(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofStudy }) of: OfStudy,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#render(tenant, of, request, reply);
  }

  @Get('series/:series/rendered')
  @Keyed('read')
  @ApiOperation({ operationId: 'renderDicomSeries', summary: 'All images of a series as JPEG, PNG or GIF' })
  @Renders('One part an image', ['multipart/related', ...pictures], displayQuery)
  async renderSeries(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofSeries }) of: OfSeries,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#render(tenant, of, request, reply);
  }

  @Get('series/:series/instances/:instance/rendered')
  @Keyed('read')
  @ApiOperation({ operationId: 'renderDicomInstance', summary: 'An image as JPEG, PNG or GIF' })
  @Renders('The image', [...pictures, 'multipart/related'], displayQuery)
  async renderInstance(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofInstance }) of: OfInstance,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#render(tenant, of, request, reply);
  }

  @Get('series/:series/instances/:instance/frames/:frames/rendered')
  @Keyed('read')
  @ApiOperation({ operationId: 'renderDicomFrames', summary: 'The frame of an instance as JPEG, PNG or GIF' })
  @Renders('The image', [...pictures, 'multipart/related'], displayQuery)
  async renderFrames(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofFrames }) { frames, ...of }: OfFrames,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkFrames(frames);
    await this.#render(tenant, of, request, reply);
  }

  @Get('thumbnail')
  @Keyed('read')
  @ApiOperation({ operationId: 'getDicomStudyThumbnail', summary: 'A small picture of a study' })
  @Renders('The image', pictures, thumbnailQuery)
  async studyThumbnail(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofStudy }) of: OfStudy,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#thumbnail(tenant, of, request, reply);
  }

  @Get('series/:series/thumbnail')
  @Keyed('read')
  @ApiOperation({ operationId: 'getDicomSeriesThumbnail', summary: 'A small picture of a series' })
  @Renders('The image', pictures, thumbnailQuery)
  async seriesThumbnail(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofSeries }) of: OfSeries,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#thumbnail(tenant, of, request, reply);
  }

  @Get('series/:series/instances/:instance/thumbnail')
  @Keyed('read')
  @ApiOperation({ operationId: 'getDicomInstanceThumbnail', summary: 'A small picture of an image' })
  @Renders('The image', pictures, thumbnailQuery)
  async instanceThumbnail(
    @Caller() { tenant }: Principal,
    @Param({ schema: ofInstance }) of: OfInstance,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#thumbnail(tenant, of, request, reply);
  }

  async #render(tenant: string, of: Selection, request: FastifyRequest, reply: FastifyReply) {
    const query = parseWith(displayQuery, request.query);
    const selected = await this.#dicomweb.instances.select(tenant, of, { pictures: true });
    const alone = of.instance !== undefined;
    const offers = selected.length > 1 ? parts : alone ? [...singles, ...parts] : [...parts, ...singles];
    const form = formOf(request, offers);
    const options = displayOptionsOf(query, form.type);
    warn(reply, displayWarnings(query));
    if (!form.multipart) return this.#one(selected[0] as StoredInstance, options, request, reply);
    const identity = identityOf(selected, options);
    if (isKnown(request, reply, identity)) return void (await reply.status(304).send());
    const images = selected.map((instance) => ({
      headers: { 'Content-Type': `image/${form.type}` },
      open: async () => (await this.#dicomweb.rendering.display(instance, options)).bytes,
    }));
    await sendParts(reply, images, `image/${form.type}`, identity);
  }

  async #thumbnail(tenant: string, of: Selection, request: FastifyRequest, reply: FastifyReply) {
    const query = parseWith(thumbnailQuery, request.query);
    const selected = await this.#dicomweb.instances.select(tenant, of, { pictures: true });
    const { type } = formOf(request, singles);
    const options = displayOptionsOf({ viewport: query.viewport ?? thumbnailSize }, type);
    const shown = selected.find(({ record }) => record.view === 'frontal') ?? (selected[0] as StoredInstance);
    await this.#one(shown, options, request, reply);
  }

  async #one(instance: StoredInstance, options: DisplayOptions, request: FastifyRequest, reply: FastifyReply) {
    if (isKnown(request, reply, identityOf([instance], options))) return void (await reply.status(304).send());
    const { bytes } = await this.#dicomweb.rendering.display(instance, options);
    await reply.type(`image/${options.type}`).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
}

const identityOf = (instances: readonly StoredInstance[], options: DisplayOptions): string =>
  `rendered ${JSON.stringify(options)} ${instances.map(({ record }) => record.sha256).join(' ')}`;
