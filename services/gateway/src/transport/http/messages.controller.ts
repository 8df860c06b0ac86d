import { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Principal } from '@wetread/accounts';
import { WetreadError } from '@wetread/contracts';
import { Caller } from '@wetread/http';
import { type MessageRecord, type ResultRecord, type StudyRef, type StudyStore, viewStudy } from '@wetread/studies';
import type { FastifyReply } from 'fastify';
import type { AnswerStep, Conversations } from '../../conversation/conversations.ts';
import { type EventStreamOptions, eventStream, type ServerEvent } from '../../conversation/event-stream.ts';
import { CONVERSATIONS, EVENT_STREAMS, STUDIES } from '../../tokens.ts';
import { Answers, Keyed, Problems } from './documented.ts';
import {
  type MessageAnswer,
  type MessageList,
  messageAnswer,
  messageList,
  type NewQuestion,
  newQuestion,
} from './message-schemas.ts';
import { studyParams } from './schemas.ts';
import { noSummary } from './study-answers.ts';

/** Questions about a study, for people who wait for the answer. */
@Controller('v1/studies')
@ApiTags('Conversation')
export class MessagesController {
  readonly #conversations: Conversations;
  readonly #studies: StudyStore;
  readonly #streams: EventStreamOptions;

  constructor(
    @Inject(CONVERSATIONS) conversations: Conversations,
    @Inject(STUDIES) studies: StudyStore,
    @Inject(EVENT_STREAMS) streams: EventStreamOptions,
  ) {
    this.#conversations = conversations;
    this.#studies = studies;
    this.#streams = streams;
  }

  @Post(':id/messages')
  @HttpCode(200)
  @Keyed('chat')
  @ApiOperation({
    operationId: 'askStudy',
    summary: 'Asks a follow-up question about the image, after the summary and what was asked before',
    description:
      'Answers as JSON when the answer is whole, or as text/event-stream: `accepted`, a `token` for each piece, and at ' +
      'the end `message` with the same body, or `error` with problem details. Only whole answers are kept; who closes the ' +
      'connection gives the question up.',
  })
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same key gets the same message.' })
  @ApiProduces('application/json', 'text/event-stream')
  @Answers(200, 'The question with its answer', messageAnswer)
  @Problems('invalid_request', 'not_found', 'no_summary_yet', 'no_summary', 'conflict', 'too_large')
  @Problems('unsupported_media_type', 'context_too_long', 'deadline_exceeded')
  @Problems('overloaded', 'decoder_unavailable', 'encoder_unavailable', 'storage_unavailable', 'queue_unavailable')
  async ask(
    @Caller() { tenant }: Principal,
    @Param({ schema: studyParams }) { id }: { id: string },
    @Body({ schema: newQuestion }) { question }: NewQuestion,
    @Headers('idempotency-key') key: string | undefined,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const asked = { question, idempotencyKey: keyOf(key), signal: gone.signal };
    const steps = this.#conversations.ask(await this.#summaryOf({ tenant, study: id }), asked);
    reply.header('vary', 'accept');
    if (!prefersEvents(accept)) return void (await reply.send(await wholeAnswer(steps)));
    // What is refused before it is begun is refused by the status.
    const first = await steps.next();
    reply.type('text/event-stream').header('cache-control', 'no-store').header('x-accel-buffering', 'no');
    await reply.send(Readable.from(eventStream(eventsOf(first, steps), this.#streams), { objectMode: false }));
  }

  @Get(':id/messages')
  @Keyed('read', 'chat')
  @ApiOperation({ operationId: 'listMessages', summary: 'The conversation about a study' })
  @Answers(200, 'All of it', messageList)
  @Problems('invalid_request', 'not_found')
  async list(
    @Caller() { tenant }: Principal,
    @Param({ schema: studyParams }) { id }: { id: string },
  ): Promise<MessageList> {
    const ref = { tenant, study: id };
    if (!(await this.#studies.findStudy(ref))) throw noStudy(id);
    return { messages: (await this.#conversations.list(ref)).map(answerOf) };
  }

  /** @throws WetreadError `not_found`, `no_summary_yet`, `no_summary` */
  async #summaryOf(ref: StudyRef): Promise<ResultRecord> {
    if (!(await this.#studies.findStudy(ref))) throw noStudy(ref.study);
    const result = await this.#studies.findNewestResult(ref);
    if (result) return result;
    const view = await viewStudy(this.#studies, ref);
    if (!view) throw noStudy(ref.study);
    throw noSummary(view, view.status === 'refused' || view.status === 'failed' ? 'no_summary' : 'no_summary_yet');
  }
}

const noStudy = (id: string): WetreadError => new WetreadError('not_found', `This tenant has no study ${id}.`);

function keyOf(key: string | undefined): string | undefined {
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new WetreadError('invalid_request', 'Idempotency-Key has 1 to 255 printable characters without blanks.');
}

/** Events only where they are asked for by name and before JSON. */
function prefersEvents(accept = ''): boolean {
  const events = accept.indexOf('text/event-stream');
  const json = accept.indexOf('application/json');
  return events >= 0 && (json < 0 || events < json);
}

async function wholeAnswer(steps: AsyncIterable<AnswerStep>): Promise<MessageAnswer> {
  for await (const step of steps) if (step.kind === 'message') return answerOf(step.message);
  throw new WetreadError('internal', 'An answer ended without its message.');
}

async function* eventsOf(
  first: IteratorResult<AnswerStep>,
  rest: AsyncIterable<AnswerStep>,
): AsyncGenerator<ServerEvent> {
  if (!first.done) yield eventOf(first.value);
  for await (const step of rest) yield eventOf(step);
}

function eventOf({ kind, ...step }: AnswerStep): ServerEvent {
  return { event: kind, data: 'message' in step ? answerOf(step.message) : step };
}

function answerOf({ tenant: _, timings: __, images, ...message }: MessageRecord): MessageAnswer {
  const references = images.map(({ render: _, ...image }) => image);
  return { ...message, images: references as MessageAnswer['images'] };
}
