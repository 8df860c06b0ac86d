import { explicitLittleEndian, isTranscoded } from '@wetread/dicom';
import type { Offer } from '@wetread/http';
import { acceptOf, chooseOffer } from '@wetread/http';
import type { ObjectStorage } from '@wetread/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnown, refuse, sendParts } from './answers.ts';
import { type Dicomweb, streamed } from './dicomweb.ts';
import { fileKeyOf, type StoredInstance } from './stored-instances.ts';

const dicom = 'application/dicom';
interface InstanceForm extends Offer {
  readonly multipart: boolean;
  /** Absent where nothing is known of the stored one. */
  readonly transferSyntax: string | undefined;
}

/** An instance in the form in which it is sent. */
interface Chosen {
  readonly instance: StoredInstance;
  readonly form: InstanceForm;
}

/**
 * Retrieve Study, Series and Instance, PS3.18 10.4: files as they were stored, or in explicit little
 * endian where the caller takes nothing else. Of several instances those are sent whose transfer syntax the caller takes, with
 * 206 where that is not all of them.
 *
 * @throws WetreadError not_acceptable, storage_unavailable; as `Rendering`, where a file is unpacked
 */
export async function sendInstances(
  { storage, rendering }: Pick<Dicomweb, 'storage' | 'rendering'>,
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
  const named = ({ instance, form }: Chosen) =>
    (isStored(instance, form) ? '' : `${form.transferSyntax} `) + instance.record.sha256;
  const identity = [multipart, ...chosen.map(named)].join(' ');
  const open = ({ instance, form }: Chosen) =>
    isStored(instance, form) ? stored(storage, instance) : rendering.transcoded(instance);
  if (isKnown(request, reply, identity)) return void (await reply.status(304).send());
  if (chosen.length < instances.length) reply.status(206);
  if (multipart) {
    const parts = chosen.map((one) => ({ headers: { 'Content-Type': typeOf(one.form) }, open: () => open(one) }));
    return sendParts(reply, parts, dicom, identity);
  }
  const content = await streamed(open(first));
  // Of a stream the record says it; of what was made here the bytes do.
  if (isStored(first.instance, first.form)) reply.header('content-length', first.instance.record.bytes);
  await reply.type(typeOf(first.form)).send(content);
}

/** The stored one first: it is sent to who does not say. */
function formsOf({ record }: StoredInstance, alone: boolean): InstanceForm[] {
  const { transferSyntax: stored } = record;
  const syntaxes = stored && isTranscoded(stored) ? [stored, explicitLittleEndian] : [stored];
  return syntaxes.flatMap((transferSyntax): InstanceForm[] => {
    const own = { 'transfer-syntax': transferSyntax ?? '' };
    const related = {
      multipart: true,
      transferSyntax,
      mediaType: 'multipart/related',
      parameters: { type: dicom, ...own },
    };
    return alone ? [related, { multipart: false, transferSyntax, mediaType: dicom, parameters: own }] : [related];
  });
}

const isStored = ({ record }: StoredInstance, { transferSyntax }: InstanceForm): boolean =>
  transferSyntax === record.transferSyntax;

const stored = async (storage: ObjectStorage, instance: StoredInstance): Promise<AsyncIterable<Uint8Array>> =>
  (await storage.getStream(fileKeyOf(instance))) as AsyncIterable<Uint8Array>;

const typeOf = ({ transferSyntax }: InstanceForm): string =>
  transferSyntax ? `${dicom}; transfer-syntax=${transferSyntax}` : dicom;
