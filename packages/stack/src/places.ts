import { join, resolve } from 'node:path';

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../../..');

/** The bundle that the local stack serves: BUNDLE_PATH, or the demonstration bundle. */
export const demoBundle = process.env.BUNDLE_PATH ?? join(root, 'models', 'demo');

/** Where `npm start` keeps its state. */
export const homeFolder = process.env.WETREAD_HOME ?? join(root, '.wetread');
