import { Readable } from 'node:stream';
import { compressions, type DicomJson, jsonElement, nativeXml } from '@wetread/dicom';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formOf, sendParts } from './answers.ts';
import type { StoredInstance } from './stored-instances.ts';

/** Lists of datasets: metadata, and what a search finds. */
export const datasetTypes = {
  json: 'application/dicom+json',
  xml: 'application/dicom+xml',
} as const;
export const datasetForms = [
  { mediaType: datasetTypes.json },
  { mediaType: 'multipart/related', parameters: { type: datasetTypes.xml } },
  { mediaType: 'application/json' },
] as const;

/**
 * Sends datasets one by one as they are made. The first is made before anything is sent, so that its errors have a status.
 *
 * @throws WetreadError not_acceptable
 */
export async function sendDatasets(
  request: FastifyRequest,
  reply: FastifyReply,
  datasets: readonly (() => Promise<DicomJson>)[],
  identity: string,
): Promise<void> {
  const form = formOf(request, datasetForms);
  reply.header('vary', 'accept');
  if (form.mediaType === 'multipart/related') {
    const parts = datasets.map((make) => ({
      headers: { 'Content-Type': datasetTypes.xml },
      open: async () => Buffer.from(nativeXml(await make())),
    }));
    return sendParts(reply, parts, datasetTypes.xml, identity);
  }
  const first = await datasets[0]?.();
  reply.type(form.mediaType);
  await reply.send(Readable.from(jsonList(datasets, first), { objectMode: false }));
}

async function* jsonList(datasets: readonly (() => Promise<DicomJson>)[], first: DicomJson | undefined) {
  yield '[';
  for (const [at, make] of datasets.entries()) {
    const dataset = at === 0 && first ? first : await make();
    yield `${at === 0 ? '' : ','}${JSON.stringify(dataset)}`;
  }
  yield ']\n';
}

/** The metadata of an instance says where its pixels are, and as what they are stored. */
export function withPixels(dataset: DicomJson, { ref, series, record }: StoredInstance, base: string): DicomJson {
  const frame = `${base}/studies/${ref.study}/series/${series}/instances/${record.sop}/frames/1`;
  const bytes = compressions.has(record.transferSyntax ?? '') || dataset['00280100']?.Value?.[0] === 8;
  return {
    ...dataset,
    ...(record.transferSyntax && { '00083002': jsonElement('UI', record.transferSyntax) }),
    '7FE00010': { vr: bytes ? 'OB' : 'OW', BulkDataURI: frame },
  };
}
