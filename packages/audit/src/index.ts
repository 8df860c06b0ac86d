export * from './audit-log.ts';
export * from './audit-reader.ts';
export * from './config.ts';
export * from './entries.ts';
export * from './open.ts';
