export * from './child.ts';
export * from './client.ts';
export * from './places.ts';
export * from './receiver.ts';
export { answersPing, obtainRedis, redisChild } from './redis.ts';
export * from './stack.ts';
export * from './studies.ts';
