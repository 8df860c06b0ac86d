import { randomUUID } from 'node:crypto';
import { tempFolder } from '@wetread/testing';
import { describeStorage, type Place } from './fixtures/contract.ts';
import { startS3Server } from './fixtures/processes.ts';

describeStorage('file', async () => {
  const folder = await tempFolder('storage');
  return { url: `file://${folder.path}/made/when/opened`, options: {}, close: folder.remove };
});

describeStorage('S3', async () => {
  const server = await startS3Server('wetread');
  const options = { S3_ENDPOINT: server.endpoint, S3_ACCESS_KEY: 'key', S3_SECRET_KEY: 'secret' };
  return { url: 's3://wetread/some/prefix', options, close: server.stop };
});

const given = process.env.S3_TEST_URL;
if (given) describeStorage('S3_TEST_URL', async () => placeOf(new URL(given)));
else console.log('S3_TEST_URL is not given (http://key:secret@host:port/bucket): no other S3 server is tested.');

function placeOf(url: URL): Place {
  const options = {
    S3_ENDPOINT: url.origin,
    S3_ACCESS_KEY: decodeURIComponent(url.username),
    S3_SECRET_KEY: decodeURIComponent(url.password),
  };
  return { url: `s3:/${url.pathname.replace(/\/$/, '')}/test-${randomUUID()}`, options, close: async () => {} };
}
