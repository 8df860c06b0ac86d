export { type AppendOptions, type BatchEntry, BatchQueue, type BatchQueueOptions } from './queue.ts';
