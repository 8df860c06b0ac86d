export * from './file-storage.ts';
export * from './open.ts';
export * from './storage.ts';
