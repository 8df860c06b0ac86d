import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';

/** What deliveries cost without Wetread: BullMQ takes a job, undici posts its body under a signature. A process of its own. */

const [redisUrl = '', name = '', concurrency = '1'] = process.argv.slice(2);
const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
const agent = new Agent({ connections: Number(concurrency) });
const signer = new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`);

const worker = new Worker(
  name,
  async ({ data: { url, id, body } }) => {
    const at = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': signer.sign(id, at, body),
    };
    const { statusCode, body: answer } = await request(url, { method: 'POST', dispatcher: agent, headers, body });
    await answer.dump();
    if (statusCode !== 204) throw new Error(`answered ${statusCode}`);
  },
  { connection, concurrency: Number(concurrency) },
);
await worker.waitUntilReady();
process.send?.('ready');
process.on('SIGTERM', async () => {
  await worker.close();
  await agent.close();
  connection.disconnect();
});
