import { sha256, WetreadError } from '@wetread/contracts';
import { acceptOf, chooseOffer, type Offer } from '@wetread/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerPart } from './multipart-body.ts';
import { multipartBody } from './multipart-body.ts';

/** What the transactions of DICOMweb have in common in their answers. */

/** @throws WetreadError not_acceptable, saying what can be had */
export function formOf<O extends Offer>(request: FastifyRequest, offers: readonly O[]): O {
  return chooseOffer(acceptOf(request), offers) ?? refuse(offers);
}

export function refuse(offers: readonly Offer[]): never {
  const ways = [...new Set(offers.map(written))].join(', ');
  throw new WetreadError('not_acceptable', `It can be had as ${ways || 'nothing that is known here'}.`);
}

/** As an Accept header has it. */
export const written = ({ mediaType, parameters = {} }: Offer): string =>
  [mediaType, ...Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)].join('; ');

/** RFC 9110 8.8.3, of what can never be anything else under the same name. @returns whether the caller has it already */
export function isKnown(request: FastifyRequest, reply: FastifyReply, identity: string): boolean {
  const tag = `"${sha256(identity).slice(0, 40)}"`;
  reply.header('etag', tag).header('vary', 'accept, authorization').header('cache-control', 'private, no-cache');
  const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known.includes(tag) || known.includes('*');
}

export async function sendParts(
  reply: FastifyReply,
  parts: readonly AnswerPart[],
  type: string,
  identity: string,
): Promise<void> {
  const { boundary, body } = await multipartBody(parts, identity);
  reply.type(`multipart/related; type="${type}"; boundary=${boundary}`);
  await reply.send(body);
}

/** PS3.18 8.4.2: what was not done as it was asked. */
export function warn(reply: FastifyReply, sentences: readonly string[]): void {
  if (sentences.length > 0)
    reply.header('warning', sentences.map((sentence) => `299 wetread "${sentence}"`).join(', '));
}
