import { readFile } from 'node:fs/promises';
import { newUid } from '@wetread/contracts';
import { dicomFile, type RedisServer, startRedis, syntheticRadiograph } from '@wetread/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IngestProcess } from './fixtures/ingest-process.ts';

let redis: RedisServer;
let ingest: IngestProcess;
beforeAll(async () => {
  redis = await startRedis();
  ingest = await IngestProcess.start(redis.url, { QUIET_MS: '600000' });
});
afterAll(async () => {
  await ingest.remove();
  await redis.stop();
});

const MiB = 1024 * 1024;

async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${ingest.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

it.runIf(process.platform === 'linux')('a request of 500 MB is streamed: memory stays bounded (I6)', async () => {
  const image = syntheticRadiograph({ width: 1600, height: 1600, bits: 12 });
  const studyUid = newUid();
  const template = await dicomFile({ image, studyUid, sopUid: '2.25.111111111111' });
  const at = template.lastIndexOf('2.25.111111111111');
  const count = Math.ceil((500 * MiB) / template.length);
  async function* body(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < count; i++) {
      const file = Buffer.from(template);
      file.write(`2.25.${100_000_000_000 + i}`, at, 'latin1');
      yield Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n');
      yield file;
      yield Buffer.from('\r\n');
      if (i % 10 === 0) peak = Math.max(peak, await residentBytes());
    }
    yield Buffer.from('--b--\r\n');
  }
  const before = await residentBytes();
  let peak = before;
  const headers = { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' };
  const init = { method: 'POST', headers, body: ReadableStream.from(body()), duplex: 'half' } as RequestInit;
  const response = await ingest.fetch('/dicomweb/studies', init);
  const dataset = (await response.json()) as Record<string, { Value: unknown[] }>;
  expect(response.status).toBe(200);
  expect(dataset['00081199']?.Value).toHaveLength(count);
  peak = Math.max(peak, await residentBytes());
  expect(peak - before).toBeLessThan(300 * MiB);
});
