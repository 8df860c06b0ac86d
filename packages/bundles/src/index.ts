export { configSchema } from './config.ts';
export { type FetchRequest, fetchBundle } from './fetch-bundle.ts';
