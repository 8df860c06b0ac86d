import type { Offer } from '@wetread/http';
import { acceptOf, chooseOffer } from '@wetread/http';
import type { ObjectStorage } from '@wetread/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnown, refuse, sendParts } from './answers.ts';
import type { AnswerPart } from './multipart-body.ts';
import { fileKeyOf, type StoredInstance } from './stored-instances.ts';

const dicom = 'application/dicom';
interface InstanceForm extends Offer {
  readonly multipart: boolean;
}

/**
 * Retrieve Study, Series and Instance, PS3.18 10.4: files as they were stored. Of several instances those are sent whose
 * transfer syntax the caller takes, with 206 where that is not all of them.
 *
 * @throws WetreadError not_acceptable, storage_unavailable
 */
export async function sendInstances(
  storage: ObjectStorage,
  instances: readonly StoredInstance[],
  alone: boolean,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const accept = acceptOf(request);
  const chosen = instances.flatMap((instance) => {
    const form = chooseOffer(accept, formsOf(instance, alone));
    return form ? [{ instance, form }] : [];
  });
  const [first] = chosen;
  if (!first) return refuse(instances.flatMap((instance) => formsOf(instance, alone)));
  const { multipart } = first.form;
  const identity = [multipart, ...chosen.map(({ instance }) => instance.record.sha256)].join(' ');
  if (isKnown(request, reply, identity)) return void (await reply.status(304).send());
  if (chosen.length < instances.length) reply.status(206);
  if (multipart) {
    const parts = chosen.map(({ instance }) => partOf(storage, instance));
    return sendParts(reply, parts, dicom, identity);
  }
  const { record } = first.instance;
  reply.type(typeOf(first.instance)).header('content-length', record.bytes);
  await reply.send(await storage.getStream(fileKeyOf(first.instance)));
}

function formsOf({ record }: StoredInstance, alone: boolean): InstanceForm[] {
  const stored = record.transferSyntax ?? '';
  const related = {
    multipart: true,
    mediaType: 'multipart/related',
    parameters: { type: dicom, 'transfer-syntax': stored },
  };
  const single = { multipart: false, mediaType: dicom, parameters: { 'transfer-syntax': stored } };
  return alone ? [related, single] : [related];
}

const partOf = (storage: ObjectStorage, instance: StoredInstance): AnswerPart => ({
  headers: { 'Content-Type': typeOf(instance) },
  open: async () => (await storage.getStream(fileKeyOf(instance))) as AsyncIterable<Uint8Array>,
});

const typeOf = ({ record }: StoredInstance): string =>
  record.transferSyntax ? `${dicom}; transfer-syntax=${record.transferSyntax}` : dicom;
