import { ApiError, type Problem, type Schemas, UnreachableError } from '@wetread/client';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Context } from '../context.ts';

export type Message = Schemas['Message'];

/**
 * Asks and hands over the answer piece by piece. Closing the connection, as Ctrl-C does, frees the decoder.
 *
 * @returns the whole message
 * @throws ApiError, also for what goes wrong after the first piece
 */
export async function ask(
  { api, settings }: Context,
  study: string,
  question: string,
  piece: (text: string) => void,
): Promise<Message> {
  const { data, error, response } = await api.POST('/v1/studies/{id}/messages', {
    params: { path: { id: study } },
    body: { question },
    headers: { accept: 'text/event-stream' },
    parseAs: 'stream',
  });
  if (!response.ok) throw ApiError.from(response, error);
  const events = (data as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream());
  for await (const { event, data: text } of events) {
    const value = JSON.parse(text) as unknown;
    if (event === 'token') piece((value as { text: string }).text);
    if (event === 'message') return value as Message;
    if (event === 'error') throw ApiError.of(value as Problem);
  }
  throw new UnreachableError(new URL(settings.url).origin, new Error('the answer ended before its end'));
}
