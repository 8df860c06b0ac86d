import { readFile } from 'node:fs/promises';
import { answerOf, type Schemas } from '@wetread/client';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { state } from '../output.ts';
import { renderFields } from '../table.ts';

type Destination = Schemas['Destination'];

interface CommonOptions {
  readonly description?: string;
  readonly allowRange?: string[];
}
export interface AddDimseOptions extends CommonOptions {
  readonly calling?: string;
  readonly tls?: boolean;
}
export interface AddDicomwebOptions extends CommonOptions {
  readonly authorizationFile?: string;
}
export interface Pacs {
  readonly host: string;
  readonly port: number;
  readonly ae: string;
}

export async function list({ api, output, reading }: Context): Promise<void> {
  const answer = await answerOf(() => api.GET('/v1/destinations'), reading);
  const rows = answer.destinations.map((one) => [
    one.id,
    one.disabledReason ? `${state(one.status)} (${one.disabledReason})` : state(one.status),
    one.kind,
    addressOf(one),
    one.description ?? '',
  ]);
  const none = 'There is no destination; "wetread destinations add" makes one.';
  output.table(answer, ['DESTINATION', 'STATUS', 'KIND', 'ADDRESS', 'DESCRIPTION'], rows, none);
}

const addressOf = (one: Destination): string =>
  one.kind === 'dicomweb' ? one.url : `${one.calledAeTitle}@${one.host}:${one.port}${one.tls ? ' (TLS)' : ''}`;

export function addDimse(context: Context, { host, port, ae }: Pacs, options: AddDimseOptions): Promise<void> {
  const { calling, tls = false } = options;
  const title = calling === undefined ? {} : { callingAeTitle: calling };
  return add(context, { kind: 'dimse', host, port, calledAeTitle: ae, tls, ...title }, options);
}

export async function addDicomweb(context: Context, url: string, options: AddDicomwebOptions): Promise<void> {
  const { authorizationFile: file } = options;
  const authorization = file === undefined ? undefined : await contentOf(file);
  return add(context, { kind: 'dicomweb', url, ...(authorization && { authorization }) }, options);
}

async function add({ api, output }: Context, kind: object, { description, allowRange }: CommonOptions): Promise<void> {
  const body = {
    ...kind,
    ...(description !== undefined && { description }),
    ...(allowRange && { allowedRanges: allowRange }),
  } as Schemas['NewDestination'];
  const made = await answerOf(() => api.POST('/v1/destinations', { body }));
  output.result(made, () =>
    renderFields([
      ['Destination', made.id],
      ['Address', addressOf(made)],
    ]),
  );
}

/** Not an argument, which every user of the machine could see. */
async function contentOf(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    throw new Failure(`${file} cannot be read.`);
  }
}

export async function disable({ api, output }: Context, id: string): Promise<void> {
  const answer = await answerOf(() => api.POST('/v1/destinations/{id}/disable', { params: { path: { id } } }));
  output.result(answer, () => `${id} is disabled; its summaries are kept.`);
}

export async function enable({ api, output }: Context, id: string): Promise<void> {
  const answer = await answerOf(() => api.POST('/v1/destinations/{id}/enable', { params: { path: { id } } }));
  output.result(answer, () => `${id} is enabled${answer.draining ? ' and gets first what it missed' : ''}.`);
}

export async function remove({ api, output }: Context, id: string): Promise<void> {
  await answerOf(() => api.DELETE('/v1/destinations/{id}', { params: { path: { id } } }));
  output.result({ id, removed: true }, () => `${id} is removed.`);
}
