export * from './client.ts';
export * from './errors.ts';
export type { components, operations, paths } from './generated/api.ts';
export * from './retry.ts';
