export { type S3Options, s3Config } from './config.ts';
export { openStorage } from './open.ts';
export * from './storage.ts';
