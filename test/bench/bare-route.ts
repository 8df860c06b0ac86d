import Fastify from 'fastify';
import { Redis } from 'ioredis';

/** A route that does nothing but what every read must: one look into Redis, one JSON body. What reads are measured against. */

const redis = new Redis(process.argv[2] ?? '');
const app = Fastify();
app.get<{ Params: { id: string } }>('/v1/studies/:id/summary', async (request, reply) => {
  const body = await redis.get(`summary:${request.params.id}`);
  return reply.type('application/json; charset=utf-8').send(body);
});
await app.listen({ port: Number(process.argv[3]), host: '127.0.0.1' });
process.send?.('ready');
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.once('disconnect', () => process.exit(0));
