import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { eventCatalogue } from '../../webhooks/catalogue.ts';
import { Answers, Keyed } from './documented.ts';
import { eventTypeList } from './webhook-schemas.ts';

@Controller('v1/event-types')
@ApiTags('Webhooks')
export class EventTypesController {
  @Get()
  @Keyed('webhooks')
  @ApiOperation({ operationId: 'listEventTypes', summary: 'Every event there is, with the JSON Schema of its body' })
  @Answers(200, 'The catalogue', eventTypeList)
  list() {
    return { eventTypes: eventCatalogue };
  }
}
