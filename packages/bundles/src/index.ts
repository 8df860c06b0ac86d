export type { BundleSource } from './bundle-source.ts';
export { configSchema } from './config.ts';
export { type FetchRequest, fetchBundle } from './fetch-bundle.ts';
export { openSource } from './open-source.ts';
