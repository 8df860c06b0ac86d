export * from './connection.ts';
export * from './housekeeper.ts';
export * from './job-queues.ts';
export * from './job-timer.ts';
export * from './job-worker.ts';
