import { setTimeout as sleep } from 'node:timers/promises';
import { stowBody, type UploadFile, uploadForm } from '@wetread/testing';
import type { WebhookReceiver } from './receiver.ts';

/** What the demo, the tests and the benchmarks ask of the public API. */

export interface PublicApi {
  /** A request to the public address with a key of the tenant `local`. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface Refusal {
  readonly code: string;
  readonly sentence: string;
}

export interface StudyAnswer {
  readonly id: string;
  readonly status: 'received' | 'queued' | 'summarized' | 'refused' | 'failed';
  readonly priority: string;
  readonly revision: number;
  readonly images: readonly unknown[];
  readonly refusals: readonly Refusal[];
  readonly timings: Readonly<Record<string, number | string | null>>;
}

export interface SummaryAnswer {
  readonly text: string;
  readonly findings: string;
  readonly impression: string;
  readonly notice: string;
  readonly preliminary: true;
  readonly bundle: { readonly name: string; readonly version: string; readonly digest: string };
}

export interface UploadAnswer {
  readonly studies: readonly { readonly id: string; readonly refusals: readonly Refusal[] }[];
}

/** Makes a webhook endpoint for the receiver and lets it trust the secret that is shown once. */
export async function registerReceiver(stack: PublicApi, receiver: WebhookReceiver): Promise<string> {
  const endpoint = await json<{ id: string; secret: string }>(
    await stack.fetch('/v1/webhook-endpoints', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: receiver.url }),
    }),
  );
  receiver.trust(endpoint.secret);
  return endpoint.id;
}

/** STOW-RS. @returns the HTTP status and the response dataset */
export async function stow(stack: PublicApi, files: readonly Uint8Array[], path = '/dicomweb/studies') {
  const { body, contentType } = stowBody(files);
  const response = await stack.fetch(path, {
    method: 'POST',
    headers: { 'content-type': contentType, accept: 'application/dicom+json' },
    body: new Uint8Array(body),
  });
  return { status: response.status, dataset: (await response.json()) as Record<string, unknown> };
}

export async function upload(
  stack: PublicApi,
  files: readonly UploadFile[],
  fields: Readonly<Record<string, string>> = {},
): Promise<{ status: number; answer: UploadAnswer }> {
  const response = await stack.fetch('/v1/studies', { method: 'POST', body: uploadForm(files, fields) });
  return { status: response.status, answer: (await response.json()) as UploadAnswer };
}

export async function getStudy(stack: PublicApi, id: string): Promise<StudyAnswer> {
  return json(await stack.fetch(`/v1/studies/${id}`));
}

export async function getSummary(stack: PublicApi, id: string): Promise<SummaryAnswer> {
  return json(await stack.fetch(`/v1/studies/${id}/summary`));
}

const endStates = new Set(['summarized', 'refused', 'failed']);

/** Waits for a study's end. @throws Error naming the last status where time runs out */
export async function settled(stack: PublicApi, id: string, timeoutMs = 120_000): Promise<StudyAnswer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const study = await getStudy(stack, id);
    if (endStates.has(study.status)) return study;
    if (Date.now() > deadline) throw new Error(`study ${id} is still ${study.status} after ${timeoutMs} ms`);
    await sleep(200);
  }
}

async function json<T>(response: Response): Promise<T> {
  const body = (await response.json()) as T & { detail?: string };
  if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}: ${body.detail}`);
  return body;
}
