import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { API_DOCUMENT } from '../../tokens.ts';
import type { ApiDocument } from './openapi.ts';

@Controller()
@ApiExcludeController()
export class OpenApiController {
  readonly #document: ApiDocument;

  constructor(@Inject(API_DOCUMENT) document: ApiDocument) {
    this.#document = document;
  }

  @Get('openapi.json')
  get() {
    return this.#document.content;
  }
}
