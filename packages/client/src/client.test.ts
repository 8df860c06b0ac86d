import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError, answerOf, createWetreadClient, retryAfterMs, UnreachableError } from './index.ts';

type Answer = (response: ServerResponse, number: number) => void;
let server: Server;
let url: string;
let asked: number;
let answer: Answer;

beforeEach(async () => {
  asked = 0;
  server = createServer((_, response) => answer(response, ++asked));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const study = (attempts: number, idempotent = false) => {
  const api = createWetreadClient({ url, key: 'wr_x' });
  const ask = () => api.GET('/v1/studies/{id}', { params: { path: { id: '1.2' } } });
  return answerOf(ask, { attempts, idempotent });
};

const refusing =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) => {
    const problem = { code: 'overloaded', detail: 'A queue is full.', status, retryable: true };
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(problem));
  };
const good: Answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1.2"}');

describe('answerOf', () => {
  it.each([429, 503])('asks again after %i, for as many attempts as it may', async (status) => {
    answer = (response, number) => (number < 3 ? refusing(status, { 'retry-after': '0' }) : good)(response, number);
    expect(await study(3)).toEqual({ id: '1.2' });
    asked = 0;
    await expect(study(2)).rejects.toMatchObject({ status, problem: { code: 'overloaded' }, retryAfterMs: 0 });
    expect(asked).toBe(2);
  });

  it.each([400, 404, 500])('asks once where the answer is %i', async (status) => {
    answer = refusing(status);
    await expect(study(5)).rejects.toBeInstanceOf(ApiError);
    expect(asked).toBe(1);
  });

  it('repeats what broke only where that does no harm', async () => {
    answer = (response, number) => (number === 1 ? response.destroy() : good(response, number));
    await expect(study(3)).rejects.toBeInstanceOf(UnreachableError);
    asked = 0;
    expect(await study(3, true)).toEqual({ id: '1.2' });
  });

  it('tells of an answer that is none of the gateway’s', async () => {
    answer = (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>');
    await expect(study(1)).rejects.toMatchObject({ status: 502, problem: undefined });
  });
});

it.each([
  ['7', 7_000],
  ['Thu, 01 Jan 1970 00:00:09 GMT', 8_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', undefined],
  [null, undefined],
])('Retry-After: %s is %s ms', (header, ms) => {
  expect(retryAfterMs(header, 1_000)).toBe(ms);
});
